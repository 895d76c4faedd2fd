using Cake.Frosting;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("cli-standalone")]
[TaskDescription("Compiles the imager command with its own .NET runtime, for container images.")]
public sealed class StandaloneCliTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) => context.Architectures.Select(architecture => new Step
    {
        Name = $"cli-standalone {architecture}",
        InputFiles = CliSources.Files(context.Paths),
        InputValues = CliSources.Values(context),
        Outputs = [context.Paths.StandaloneCli(architecture)],
        MakeAsync = (staging, cancellationToken) =>
            CliTask.PublishAsync(context, architecture, staging.For(context.Paths.StandaloneCli(architecture)), ["-p:PublishStandalone=true"], cancellationToken),
    });
}
