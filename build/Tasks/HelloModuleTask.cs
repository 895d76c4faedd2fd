using Cake.Frosting;
using Imager.Build.Kernels;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("hello-module")]
[TaskDescription("Builds examples/hello-module for the kernel of the images; boot tests load it.")]
[IsDependentOn(typeof(PackagesTask))]
public sealed class HelloModuleTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context)
    {
        var steps = new KernelSteps(context, context.Kernel);
        return context.Architectures.SelectMany(
            architecture => steps.ModuleWithNeeds("hello", context.Paths.HelloModule, architecture));
    }

    protected override Task PrepareAsync(BuildContext context, CancellationToken cancellationToken)
    {
        context.SigningKeys.Get();
        return KernelPreparation.RunAsync(context, context.Kernel, cancellationToken);
    }
}
