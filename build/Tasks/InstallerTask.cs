using System.Collections.Concurrent;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Containers;
using Imager.Build.Images;
using Imager.Containers;
using Imager.Core;
using Imager.Oci.Sources;

namespace Imager.Build.Tasks;

[TaskName("installer")]
[TaskDescription("Makes the installer container image from installer-base and the boot assets.")]
[IsDependentOn(typeof(InstallerBaseTask))]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
public sealed class InstallerTask() : ContainerTaskBase(ContainerKind.Installer)
{
    private readonly ConcurrentDictionary<string, string> digests = new();

    protected override void Check(BuildContext context)
    {
        base.Check(context);
        context.Images.Describe(InstallerContents.Request(context, context.Architectures[0]));
    }

    protected override async Task ResolveAsync(BuildContext context, CancellationToken cancellationToken)
    {
        foreach (var machine in context.Architectures)
        {
            var request = InstallerContents.Request(context, machine);
            foreach (var (name, digest) in await context.Images.ResolveAsync(request, context.Log.Information, cancellationToken))
            {
                digests[name] = digest;
            }
        }
    }

    protected override IEnumerable<string> Inputs(BuildContext context) =>
    [
        context.Paths.ContainerLayout("installer-base"),
        .. context.Architectures.SelectMany(machine => new[]
        {
            context.Paths.Vmlinuz(machine), context.Paths.Initramfs(machine), context.Paths.SdBoot(machine), context.Paths.SdStub(machine),
        }),
        .. ImageSources.Files(context.Paths),
        .. context.Architectures.SelectMany(machine => context.Images.Describe(InstallerContents.Request(context, machine)).InputFiles),
    ];

    protected override IReadOnlyDictionary<string, string> Values(BuildContext context) =>
        new Dictionary<string, string>(digests) { [BuildVariables.ImagerArgs.Name] = context.Variables[BuildVariables.ImagerArgs] };

    protected override Func<ContainerComposer, Architecture, Task<ImagePlatform>> Composer(
        BuildContext context, CancellationToken cancellationToken) =>
        (images, machine) => InstallerContents.ComposeAsync(context, images, machine, cancellationToken);
}
