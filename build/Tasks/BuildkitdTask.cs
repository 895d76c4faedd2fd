using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("buildkitd")]
[TaskDescription("Compiles a buildkitd out of Debian's source for the tests of remote builders; test does where oracles are required.")]
public sealed class BuildkitdTask : StepTask
{
    /// <summary>A test run on a laptop does without: it takes minutes the first time.</summary>
    public override string? SkipReason(BuildContext context) =>
        context.IsAsked(TestTask.Name) && !context.Variables.Flag(BuildVariables.RequireOracles)
            ? "its tests are skipped unless ./build.sh buildkitd ran before"
            : null;

    public override IEnumerable<Step> Steps(BuildContext context) =>
    [
        new()
        {
            Name = "buildkitd",
            InputFiles = TestBuildkitd.Sources(context.Paths),
            Outputs = [context.Paths.TestBuildkitd],
            MakeAsync = (staging, cancellationToken) =>
                new TestBuildkitd(context).CompileAsync(staging.For(context.Paths.TestBuildkitd), cancellationToken),
        },
    ];
}
