using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel")]
[TaskDescription("Makes artifacts/vmlinuz-ARCH: out of Debian's package, compiled (KERNEL_SOURCE) or out of an image (PKG_KERNEL).")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelTask : RecipeTask
{
    protected override string Target => "kernel-out";

    public override IEnumerable<Step> Steps(BuildContext context) =>
        context.AssetArchitectures.SelectMany(architecture => Steps(context, architecture));

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) =>
        KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);

    protected override IReadOnlyList<string> Outputs(BuildContext context, Architecture architecture) =>
        [context.Paths.Vmlinuz(architecture), context.Paths.KernelRelease(architecture)];

    private IEnumerable<Step> Steps(BuildContext context, Architecture architecture)
    {
        context.Kernel.RequireLevelOf(architecture);
        return context.Kernel.IsPrebuilt
            ? [NewStep(context, architecture)]
            : new KernelSteps(context, context.Kernel).Folder(architecture, context.KernelImage.Known).Append(Publish(context, architecture));
    }

    /// <summary>The two files that images are made from, beside the folder they come from.</summary>
    private static Step Publish(BuildContext context, Architecture architecture)
    {
        var kernel = new KernelFolder(context.Paths.KernelFolder(architecture));
        var (vmlinuz, release) = (context.Paths.Vmlinuz(architecture), context.Paths.KernelRelease(architecture));
        return new()
        {
            Name = $"kernel files {architecture}",
            InputFiles = [kernel.Vmlinuz, kernel.ReleaseFile],
            Outputs = [vmlinuz, release],
            MakeAsync = (staging, _) =>
            {
                File.Copy(kernel.Vmlinuz, staging.For(vmlinuz));
                File.Copy(kernel.ReleaseFile, staging.For(release));
                return Task.CompletedTask;
            },
        };
    }
}
