using System.Diagnostics;
using Imager.Tests.Assets;

namespace Imager.Build.Tests.Support;

/// <summary>A copy of this repository with outputs, caches and an engine of its own, and its ./build.sh as a person runs it.</summary>
internal sealed class Checkout : IDisposable
{
    private static readonly string[] LeftOut = ["artifacts", ".git", "tests", "docs"];

    private static readonly string[] Kept =
        ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "DEBIAN_MIRROR", "DEBIAN_SECURITY_MIRROR", "http_proxy", "https_proxy", "no_proxy"];

    public Checkout()
    {
        var names = Directory.EnumerateFileSystemEntries(Repository.Root).Where(entry => !LeftOut.Contains(Path.GetFileName(entry)));
        Execute("cp", ["-a", .. names, Folder]);
        Directory.CreateDirectory(At("tests"));

        // What the repository around these tests has fetched and compiled already is not fetched and compiled again.
        Directory.CreateDirectory(At("artifacts/.cache/stamps"));
        Directory.CreateDirectory(Shared("host"));
        Directory.CreateSymbolicLink(At("artifacts/.cache/host"), Shared("host"));
        if (File.Exists(Shared("stamps/packages-trixie-amd64")))
        {
            Execute("cp", ["-a", Shared("stamps/packages-trixie-amd64"), At("artifacts/.cache/stamps")]);
            Directory.CreateDirectory(At("artifacts/.cache/seed"));
            Execute("cp", ["-a", Shared("seed/trixie-amd64"), At("artifacts/.cache/seed")]);
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("imager-checkout-").FullName;

    /// <summary>Where docker's logins are read from.</summary>
    public string DockerConfig => At("docker-config");

    /// <summary>Whatever a run left that looks finished or half finished; logs are no outputs.</summary>
    public IReadOnlyList<string> Outputs =>
    [
        .. Directory.EnumerateFileSystemEntries(At("artifacts")).Select(Path.GetFileName).OfType<string>().Where(name => name is not ("logs" or ".cache")),
        .. Directory.Exists(At("artifacts/.cache/staging")) ? Directory.EnumerateFileSystemEntries(At("artifacts/.cache/staging")) : [],
    ];

    public string At(string path) => Path.Combine(Folder, path);

    public Task<BuildRun> BuildAsync(params string[] words) => Start(words).Ended;

    public RunningBuild Start(params string[] words)
    {
        var start = new ProcessStartInfo(At("build.sh"), words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var name in start.Environment.Keys.Except(Kept).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOCKER_CONFIG"] = DockerConfig;
        return new RunningBuild(Process.Start(start)!);
    }

    /// <summary>Makes the step of sd-stub and sd-boot say something and then take three seconds.</summary>
    public void SlowDown(string text)
    {
        var script = At("build/Recipes/scripts/unpack-systemd-boot.sh");
        var lines = File.ReadAllLines(script).Where(line => !line.StartsWith("echo slow", StringComparison.Ordinal));
        File.WriteAllLines(script, [.. lines, $"echo slow {text}; sleep 3"]);
    }

    /// <summary>Waits until the log of sd-stub has a line so many times.</summary>
    public async Task WaitForLogAsync(string text, int times)
    {
        var log = At("artifacts/logs/sd-stub-amd64.log");
        for (var clock = Stopwatch.StartNew(); !File.Exists(log) || CountIn(log, text) < times; await Task.Delay(50))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(6), $"{log} does not get to: {text}");
        }
    }

    /// <summary>kill -9 for the dockerd that this checkout started, and for nothing else.</summary>
    public void KillEngine()
    {
        var configuration = At("artifacts/.cache/engine/dockerd/daemon.json");
        foreach (var process in Process.GetProcessesByName("dockerd"))
        {
            if (File.ReadAllText($"/proc/{process.Id}/cmdline").Split('\0').Contains(configuration))
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    public static int CountIn(string file, string text) => File.ReadLines(file).Count(line => line.Contains(text, StringComparison.Ordinal));

    public void Dispose() => Execute("rm", ["-rf", Folder]);

    public static void Execute(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }

    private static string Shared(string path) => Path.Combine(Repository.Root, "artifacts", ".cache", path);
}
