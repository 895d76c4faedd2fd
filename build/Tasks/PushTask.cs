using Cake.Frosting;
using Imager.Build.Containers;

namespace Imager.Build.Tasks;

[TaskName("push")]
[TaskDescription("Pushes all container images under TAG; no tag moves unless all of them arrived.")]
[IsDependentOn(typeof(ImagerTask))]
[IsDependentOn(typeof(InstallerTask))]
[IsDependentOn(typeof(InstallerBaseTask))]
public sealed class PushTask : BuildTask
{
    protected override void Check(BuildContext context) => context.Containers.ReferenceTo(ContainerPublisher.Names[0]);

    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        ContainerPublisher.PushAsync(context, ContainerPublisher.Names, context.Containers.Tag, cancellationToken);
}
