using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("initramfs")]
[TaskDescription("Makes the reference OS: artifacts/initramfs-ARCH.xz; modules-not-shipped-ARCH.txt lists what it leaves out.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class InitramfsTask : RecipeTask
{
    protected override string Target => "initramfs-out";

    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => Chain(context, architecture));

    protected override void Check(BuildContext context)
    {
        base.Check(context);
        KernelPreparation.Check(context, context.Kernel);
    }

    protected override Task ResolveAsync(BuildContext context, CancellationToken cancellationToken) => context.KernelImage.GetAsync(cancellationToken);

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) =>
        KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.Initramfs(architecture), paths.ModulesNotShipped(architecture)];

    protected override IReadOnlyDictionary<string, string> Arguments(BuildContext context) => new Dictionary<string, string>
    {
        [BuildVariables.SourceDateEpoch.Name] = context.SourceDateEpoch.Seconds.ToString(),
        [BuildVariables.ExtraModules.Name] = context.Variables[BuildVariables.ExtraModules],
        [BuildVariables.WithDebug.Name] = context.Kernel.WithDebug ? "1" : "0",
        ["COMPRESSION"] = context.Kernel.Compression == InitramfsCompression.Zstd ? "zstd" : "xz",
        ["KERNEL"] = context.Kernel.IsPrebuilt ? "prebuilt" : "given",
    };

    protected override IReadOnlyDictionary<string, string> Parts(BuildContext context, Architecture architecture)
    {
        var kernel = new KernelFolder(context.Paths.KernelFolder(architecture));
        var parts = new Dictionary<string, string>();
        if (!context.Kernel.IsPrebuilt)
        {
            parts["kernel-tree/usr/lib/modules"] = kernel.Modules;
            if (File.Exists(kernel.SystemMap))
            {
                parts["kernel-tree/boot/System.map"] = kernel.SystemMap;
            }
        }

        return parts;
    }

    /// <summary>Lazily: the last step is named when the kernel's folder is there.</summary>
    private IEnumerable<Step> Chain(BuildContext context, Architecture architecture)
    {
        foreach (var step in new KernelSteps(context, context.Kernel).Folder(architecture, context.KernelImage.Known))
        {
            yield return step;
        }

        yield return NewStep(context, architecture);
    }
}
