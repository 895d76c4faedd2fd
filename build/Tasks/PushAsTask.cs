using Cake.Frosting;
using Imager.Build.Containers;

namespace Imager.Build.Tasks;

[TaskName("push-%")]
[TaskDescription("Pushes all container images under another tag: push-latest, push-v1.2.3, ...")]
[IsDependentOn(typeof(ImagerTask))]
[IsDependentOn(typeof(InstallerTask))]
[IsDependentOn(typeof(InstallerBaseTask))]
public sealed class PushAsTask(string tag) : BuildTask
{
    protected override void Check(BuildContext context) => context.Containers.ReferenceTo(ContainerPublisher.Names[0]).WithTag(tag);

    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        ContainerPublisher.PushAsync(context, ContainerPublisher.Names, tag, cancellationToken);
}
