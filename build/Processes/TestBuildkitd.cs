using Cake.Core.Diagnostics;
using Imager.Core;

namespace Imager.Build.Processes;

/// <summary>A standalone buildkitd for tests: no Debian package has one, so it is compiled out of Debian's source.</summary>
public sealed class TestBuildkitd(BuildContext context)
{
    private static readonly DebianPackage[] Tools =
        [new("patch", "patch"), new("xz-utils", "xz"), DebianPackage.ArchiveKeyring];

    /// <summary>What decides how it is compiled.</summary>
    public static IReadOnlyList<string> Sources(BuildPaths paths) =>
        [Script(paths), Path.Combine(Folder(paths), "buildkitd-packages.txt"), Path.Combine(paths.Recipes, "base", "apt.sh")];

    /// <summary>Compiles buildkitd and buildctl into a folder.</summary>
    /// <exception cref="ImagerException">A tool is missing, Debian's archive cannot be reached, or the compiler fails.</exception>
    public async Task CompileAsync(string folder, CancellationToken cancellationToken)
    {
        await new PackageInstaller(context).EnsureAsync(Tools, required: true, cancellationToken);
        var mirror = context.Variables[BuildVariables.DebianMirror] is { Length: > 0 } given ? given : "http://deb.debian.org/debian";
        context.Log.Information($"compiling buildkitd out of the source in {mirror}; 125 MB are fetched");
        var call = new ToolCall("sh", [Script(context.Paths), folder, mirror]) { Environment = context.ProxyEnvironment.ToDictionary() };
        await ToolProcess.RunCheckedAsync(call, context.Log.Information, cancellationToken);
    }

    private static string Folder(BuildPaths paths) => Path.Combine(paths.Tests, "Imager.BuildKit.Tests", "Engine");

    private static string Script(BuildPaths paths) => Path.Combine(Folder(paths), "make-buildkitd.sh");
}
