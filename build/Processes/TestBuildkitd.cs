using Cake.Core.Diagnostics;
using Imager.Build.Steps;
using Imager.Core;

namespace Imager.Build.Processes;

/// <summary>A standalone buildkitd for tests: no Debian package has one, so it is compiled out of Debian's source.</summary>
public sealed class TestBuildkitd(BuildContext context)
{
    private static readonly DebianPackage[] Tools =
        [new("patch", "patch"), new("xz-utils", "xz"), DebianPackage.ArchiveKeyring];

    private string Folder => Path.Combine(context.Paths.Tests, "Imager.BuildKit.Tests", "Engine");

    private string Script => Path.Combine(Folder, "make-buildkitd.sh");

    /// <summary>Compiles it into the cache, unless it is there.</summary>
    public Step NewStep() => new()
    {
        Name = "buildkitd",
        InputFiles = [Script, Path.Combine(Folder, "buildkitd-packages.txt"), Path.Combine(context.Paths.Recipes, "base", "apt.sh")],
        Outputs = [context.Paths.TestBuildkitd],
        MakeAsync = (staging, cancellationToken) => CompileAsync(staging.For(context.Paths.TestBuildkitd), cancellationToken),
    };

    /// <summary>The same beside other work: a failure is told, and shows in the tests that need it.</summary>
    public async Task TryMakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await context.Steps.RunAsync(NewStep(), cancellationToken);
        }
        catch (ImagerException error)
        {
            context.Log.Error($"there is no buildkitd, and its tests will fail: {error.Code} {error.Message}");
        }
    }

    private async Task CompileAsync(string folder, CancellationToken cancellationToken)
    {
        await new PackageInstaller(context).EnsureAsync(Tools, required: true, cancellationToken);
        var mirror = context.Variables[BuildVariables.DebianMirror] is { Length: > 0 } given ? given : "http://deb.debian.org/debian";
        context.Log.Information($"compiling buildkitd out of the source in {mirror}; 125 MB are fetched");
        var call = new ToolCall("sh", [Script, folder, mirror]) { Environment = context.ProxyEnvironment.ToDictionary() };
        await ToolProcess.RunCheckedAsync(call, context.Log.Information, cancellationToken);
    }
}
