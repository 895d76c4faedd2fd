using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Make;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("kernel-image")]
[TaskDescription("Compiles the kernel and makes its container image, with what modules are compiled against: artifacts/oci/kernel.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class KernelImageTask : ChainedStepTask
{
    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context)
    {
        var steps = new KernelSteps(context, context.Kernel.Compiled("kernel-image"));
        return context.Architectures.Select(architecture => steps.Folder(architecture));
    }

    protected override IEnumerable<Step> LastSteps(BuildContext context) => [KernelImageStep.Create(context)];

    protected override void Check(BuildContext context) => KernelPreparation.Check(context, context.Kernel.Compiled("kernel-image"));

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken) =>
        KernelPreparation.RunAsync(context, context.Kernel.Compiled("kernel-image"), cancellationToken);

    protected override async Task<IReadOnlyList<StepResult>> AfterAsync(
        string name, BuildContext context, CancellationToken cancellationToken)
    {
        await KernelImageStep.PublishAsync(context, cancellationToken);
        return [];
    }
}
