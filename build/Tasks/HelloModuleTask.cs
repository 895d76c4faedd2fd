using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("hello-module")]
[TaskDescription("Builds examples/hello-module for the kernel of the images; boot tests load it.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class HelloModuleTask : ChainedStepTask
{
    protected override IEnumerable<IEnumerable<Step>> Chains(BuildContext context)
    {
        var steps = new KernelSteps(context, context.Kernel);
        return context.Architectures.Select(
            architecture => steps.ModuleWithNeeds("hello", context.Paths.HelloModule, architecture));
    }

    protected override Task ResolveAsync(BuildContext context, CancellationToken cancellationToken) => context.KernelImage.GetAsync(cancellationToken);

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken)
    {
        context.SigningKeys.Get();
        return KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);
    }
}
