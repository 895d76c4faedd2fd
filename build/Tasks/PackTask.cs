using Cake.Frosting;
using Imager.Build.Steps;

namespace Imager.Build.Tasks;

[TaskName("pack")]
[TaskDescription("Packs the imager command as a .NET tool: artifacts/packages/.")]
public sealed class PackTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) =>
    [
        new()
        {
            Name = "pack",
            InputFiles = CliSources.Files(context.Paths),
            InputValues = CliSources.Values(context),
            Outputs = [context.Paths.Packages],
            MakeAsync = (staging, cancellationToken) => context.Dotnet.CompileAsync(
                "pack",
                [context.Paths.CliProject, "-o", staging.For(context.Paths.Packages), .. CliSources.VersionOptions(context)],
                cancellationToken),
        },
    ];
}
