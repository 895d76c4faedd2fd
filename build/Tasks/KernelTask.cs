using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("kernel")]
[TaskDescription("Makes artifacts/vmlinuz-ARCH: out of Debian's package, compiled (KERNEL_SOURCE) or out of an image (PKG_KERNEL).")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelTask : RecipeTask
{
    protected override string Target => "kernel-out";

    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context) =>
        context.AssetArchitectures.Select(architecture => Chain(context, architecture));

    protected override IEnumerable<Step> LastSteps(BuildContext context) => PushesImage(context) ? [KernelImageStep.Create(context)] : [];

    protected override void Check(BuildContext context)
    {
        base.Check(context);
        KernelPreparation.Check(context, context.Kernel);
    }

    protected override Task ResolveAsync(BuildContext context, CancellationToken cancellationToken) => context.KernelImage.GetAsync(cancellationToken);

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) =>
        KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);

    protected override IReadOnlyList<string> Outputs(BuildPaths paths, Architecture architecture) =>
        [paths.Vmlinuz(architecture), paths.KernelRelease(architecture)];

    /// <summary>As in the makefile of kernels: with PUSH=1 a kernel that was compiled goes to the registry as an image.</summary>
    protected override async Task<IReadOnlyList<StepResult>> AfterAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        if (PushesImage(context))
        {
            await KernelImageStep.PublishAsync(context, cancellationToken);
        }

        return [];
    }

    private static bool PushesImage(BuildContext context) => context.Containers.Push && context.Kernel.Source is not null;

    private IEnumerable<Step> Chain(BuildContext context, Architecture architecture) => context.Kernel.IsPrebuilt
        ? [NewStep(context, architecture)]
        : new KernelSteps(context, context.Kernel).Folder(architecture, context.KernelImage.Known).Append(Publish(context, architecture));

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
