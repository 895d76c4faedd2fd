using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Sources;

namespace Imager.Build.Tasks;

[TaskName("installer-base")]
[TaskDescription("Makes the container image that installers are built on: tools, no boot assets.")]
[IsDependentOn(typeof(ContainerRootTask))]
[IsDependentOn(typeof(StandaloneCliTask))]
public sealed class InstallerBaseTask() : ContainerTaskBase(ContainerKind.InstallerBase)
{
    protected override IEnumerable<string> Inputs(BuildContext context) =>
        context.Architectures.SelectMany(machine => new[] { context.Paths.ContainerRoot(machine), context.Paths.StandaloneCli(machine) });

    protected override Func<ContainerComposer, Architecture, Task<ImagePlatform>> Composer(
        BuildContext context, CancellationToken cancellationToken) =>
        (images, machine) => new ImageContents(context, images).ComposeAsync(ContainerKind.InstallerBase, machine, [], cancellationToken);
}
