using System.Diagnostics;
using System.Globalization;
using Imager.Tests.Assets;

namespace Imager.BuildKit.Tests;

/// <summary>
/// A real buildkitd with an empty cache, as <c>./build.sh buildkitd</c> compiles it, or out of the folder in IMAGER_TEST_BUILDKITD.
/// </summary>
internal sealed class BuildkitdProcess : IDisposable
{
    private const string FolderVariable = "IMAGER_TEST_BUILDKITD";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _arguments;
    private Process? _process;

    public BuildkitdProcess(params string[] arguments)
    {
        _arguments =
        [
            "--root", _folder["root"], "--addr", $"unix://{Socket}", "--oci-worker-net", "host",
            "--containerd-worker=false", "--allow-insecure-entitlement", "network.host", .. arguments,
        ];
        Start();
    }

    /// <summary>Where buildkitd and buildctl are, or would be.</summary>
    public static string Programs { get; } = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
        ? folder
        : Path.Combine(Repository.Root, "artifacts", ".cache", "buildkitd");

    public string Socket => _folder["b.sock"];

    public string Log => _folder["log"];

    public static bool IsHere() => Requirements.Has(
        File.Exists(Path.Combine(Programs, "buildkitd")) && File.Exists(Path.Combine(Programs, "buildctl")),
        $"buildkitd in {Programs} (./build.sh buildkitd compiles one; {FolderVariable} names another folder)")
        && Requirements.CanRunDockerd();

    public void Start() => _process = Process.Start(
        "sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", Log, Path.Combine(Programs, "buildkitd"), .. _arguments]);

    /// <summary>SIGKILL; what it ran dies too.</summary>
    public void Kill()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
    }

    public async Task<BuildEngine> ConnectAsync(
        string? address = null, Func<EngineOptions, EngineOptions>? change = null, string? tlsFolder = null)
    {
        var endpoint = EngineEndpoint.ParseBuilder(address ?? $"unix://{Socket}", tlsFolder, _ => null);
        var options = DockerdFixture.Options(_folder["cache"]) with { Endpoint = endpoint };
        for (var limit = Stopwatch.StartNew(); !File.Exists(Socket) || !Answers(); await Task.Delay(50))
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(60), File.Exists(Log) ? File.ReadAllText(Log) : "no log");
        }

        return await BuildEngine.FindAsync(change?.Invoke(options) ?? options, CancellationToken.None);
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Kill();
        _process?.Dispose();
        Process.Start("sh", ["-c", "awk -v f=\"$1/\" 'index($2, f) == 1 { print $2 }' /proc/mounts | xargs -r umount -l", "sh", _folder.Root]).WaitForExit();
        _folder.Dispose();
    }

    private bool Answers() => File.Exists(Log) && File.ReadAllText(Log).Contains("running server on", StringComparison.Ordinal);
}
