using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("cli")]
[TaskDescription("Compiles the imager command, to one native program where a C linker is there: artifacts/bin/imager.")]
public sealed class CliTask : StepTask
{
    public override IEnumerable<Step> Steps(BuildContext context) =>
    [
        new()
        {
            Name = "cli",
            InputFiles = CliSources.Files(context.Paths),
            InputValues = new Dictionary<string, string>(CliSources.Values(context)) { ["native"] = $"{NativeToolchain.IsComplete}" },
            Outputs = [context.Paths.Bin],
            MakeAsync = (staging, cancellationToken) => PublishHereAsync(context, staging.For(context.Paths.Bin), cancellationToken),
        },
    ];

    private static async Task PublishHereAsync(BuildContext context, string folder, CancellationToken cancellationToken)
    {
        if (!NativeToolchain.IsComplete)
        {
            context.Log.Information($"imager will need the .NET runtime and start slower: {NativeToolchain.Advice}");
        }

        string[] options = [$"-p:PublishNative={(NativeToolchain.IsComplete ? "true" : "false")}"];
        await PublishAsync(context, Architecture.Host, folder, options, cancellationToken);
    }

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
