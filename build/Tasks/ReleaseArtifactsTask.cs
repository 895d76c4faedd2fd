using Cake.Frosting;

namespace Imager.Build.Tasks;

[TaskName(Name)]
[TaskDescription("Makes everything of a release, for both architectures, with checksums: artifacts/release/.")]
public sealed class ReleaseArtifactsTask : CompositeTask
{
    public const string Name = "release-artifacts";
}
