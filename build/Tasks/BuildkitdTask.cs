using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("buildkitd")]
[TaskDescription("Compiles a buildkitd out of Debian's source for the tests of remote builders; test does it where oracles are required.")]
public sealed class BuildkitdTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) => [new TestBuildkitd(context).NewStep()];
}
