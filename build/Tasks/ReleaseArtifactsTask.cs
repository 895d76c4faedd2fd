using Cake.Frosting;
using Imager.Build.Results;

namespace Imager.Build.Tasks;

[TaskName(Name)]
[TaskDescription("Makes everything of a release, for both architectures, with checksums: artifacts/release/.")]
[IsDependentOn(typeof(KernelTask))]
[IsDependentOn(typeof(InitramfsTask))]
[IsDependentOn(typeof(SdBootTask))]
[IsDependentOn(typeof(SdStubTask))]
[IsDependentOn(typeof(ImagesTask))]
[IsDependentOn(typeof(ImagerTask))]
[IsDependentOn(typeof(InstallerTask))]
[IsDependentOn(typeof(InstallerBaseTask))]
public sealed class ReleaseArtifactsTask : BuildTask
{
    public const string Name = "release-artifacts";

    public override Task RunAsync(BuildContext context, CancellationToken cancellationToken) =>
        ReleaseFolder.WriteAsync(context, TaskProducts.Of(typeof(ReleaseArtifactsTask), context), cancellationToken);
}
