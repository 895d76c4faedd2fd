using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Sources;

namespace Imager.Build.Tasks;

[TaskName(Name)]
[TaskDescription("Makes the container image that makes images: the imager command and the boot assets of INSTALLER_ARCH.")]
[IsDependentOn(typeof(ContainerRootTask))]
[IsDependentOn(typeof(StandaloneCliTask))]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(GrubTask))]
public sealed class ImagerTask() : ContainerTaskBase(ContainerKind.Imager)
{
    public const string Name = "imager";

    protected override IEnumerable<string> Inputs(BuildContext context) => context.Architectures
        .SelectMany(machine => new[] { context.Paths.ContainerRoot(machine), context.Paths.StandaloneCli(machine) })
        .Concat(context.Architectures.SelectMany(context.Containers.AssetsFor).Distinct()
            .SelectMany(architecture => ImageContents.BootAssets(context.Paths, architecture)).Select(asset => asset.Path));

    protected override IReadOnlyDictionary<string, string> Values(BuildContext context) =>
        new Dictionary<string, string> { [BuildVariables.InstallerArch.Name] = context.Variables[BuildVariables.InstallerArch] };

    protected override Func<ContainerComposer, Architecture, Task<ImagePlatform>> Composer(
        BuildContext context, CancellationToken cancellationToken)
    {
        ImageContents? contents = null;
        return (images, machine) => (contents ??= new ImageContents(context, images))
            .ComposeAsync(ContainerKind.Imager, machine, context.Containers.AssetsFor(machine), cancellationToken);
    }
}
