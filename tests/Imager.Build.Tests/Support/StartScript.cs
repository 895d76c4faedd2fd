using System.Diagnostics;
using System.Runtime.Versioning;
using Imager.Tests.Assets;

namespace Imager.Build.Tests.Support;

/// <summary>A small repository with this one's build.sh, and a dotnet that only notes that it was asked to compile.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class StartScript : IDisposable
{
    private const string Compiler = """
        #!/bin/sh
        case $1 in
            --version) echo 10.0.100 ;;
            publish)
                echo compiled >>"$IMAGER_ROOT/compiles"
                if [ -e "$IMAGER_ROOT/words" ]; then cat "$IMAGER_ROOT/words"; exit 1; fi
                while [ "$1" != -o ]; do shift; done
                mkdir -p "$2" && touch "$2/imager-build.dll" ;;
            *) echo started ;;
        esac
        """;

    private readonly TemporaryFolder folder = new();

    public StartScript()
    {
        File.Copy(Path.Combine(Repository.Root, "build.sh"), At("build.sh"));
        var dotnet = folder.Write("tools/dotnet", Compiler.ReplaceLineEndings("\n") + "\n");
        File.SetUnixFileMode(dotnet, File.GetUnixFileMode(dotnet) | UnixFileMode.UserExecute);
        folder.Write("build/Program.cs", "one");
        folder.Write("build/Recipes/kernel/config-amd64", "one");
        folder.Write("src/Imager/Imager.csproj", "one");
        folder.Write("profiles/metal.yaml", "one");
        folder.Write("global.json", "{}");
    }

    /// <summary>How often the build program was compiled.</summary>
    public int Compiles => File.Exists(At("compiles")) ? File.ReadLines(At("compiles")).Count() : 0;

    public string At(string path) => Path.Combine(folder.Path, path);

    public void Write(string path, string content) => folder.Write(path, content);

    public async Task<BuildRun> RunAsync()
    {
        var start = new ProcessStartInfo(At("build.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = At("tools") + Path.PathSeparator + start.Environment["PATH"];
        return await new RunningBuild(Process.Start(start)!).Ended;
    }

    public void Dispose() => folder.Dispose();
}
