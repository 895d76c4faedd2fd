using Cake.Core.Diagnostics;
using Cake.Frosting;
using Imager.Build.Processes;
using Imager.Core;

namespace Imager.Build.Tasks;

[TaskName("format")]
[TaskDescription("Checks the layout of all sources against .editorconfig; FIX=1 rewrites them.")]
public sealed class FormatTask : BuildTask
{
    public override async Task RunAsync(BuildContext context, CancellationToken cancellationToken)
    {
        var fix = context.Variables.Flag(BuildVariables.Fix);
        var call = context.Dotnet.Call(
        [
            "format", "whitespace", "--folder", context.Paths.Root, "--exclude", "artifacts",
            .. fix ? Array.Empty<string>() : ["--verify-no-changes"],
        ]);
        if (await ToolProcess.RunAsync(call, context.Log.Information, cancellationToken) != 0)
        {
            throw new DependencyException(
                "IMG5303", "some files are not laid out as .editorconfig says. ./build.sh format FIX=1 rewrites them.");
        }
    }
}
