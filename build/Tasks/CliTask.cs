using Cake.Frosting;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("cli")]
[TaskDescription("Compiles the imager command ahead of time: artifacts/bin/imager.")]
public sealed class CliTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) =>
    [
        new()
        {
            Name = "cli",
            InputFiles = CliSources.Files(context.Paths),
            InputValues = CliSources.Values(context),
            Outputs = [context.Paths.Bin],
            MakeAsync = (staging, cancellationToken) => PublishAsync(context, Architecture.Host, staging.For(context.Paths.Bin), [], cancellationToken),
        },
    ];

    /// <summary>Publishes the command into a folder, where its program is called imager.</summary>
    internal static async Task PublishAsync(
        BuildContext context,
        Architecture machine,
        string folder,
        IReadOnlyList<string> options,
        CancellationToken cancellationToken)
    {
        await context.Dotnet.CompileAsync(
            "publish",
            [
                context.Paths.CliProject,
                "-o", folder,
                "-p:PublishDocumentationFiles=false",
                "-p:PublishReferencesDocumentationFiles=false",
                $"-p:PublishFor={machine.DotnetRid}",
                .. options,
                .. CliSources.VersionOptions(context),
            ],
            cancellationToken);
        var suffix = OperatingSystem.IsWindows() ? ".exe" : string.Empty;
        File.Move(Path.Combine(folder, "Imager.Cli" + suffix), Path.Combine(folder, "imager" + suffix));
    }
}
