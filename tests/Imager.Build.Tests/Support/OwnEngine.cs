using System.Diagnostics;

namespace Imager.Build.Tests.Support;

/// <summary>A dockerd that the build program did not start and will not start again.</summary>
internal sealed class OwnEngine : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("imager-engine-");
    private readonly Process process;

    public OwnEngine()
    {
        var configuration = Path.Combine(folder.FullName, "daemon.json");
        File.WriteAllText(configuration, "{}");

        // In a process and a mount namespace of its own, so that nothing of it stays behind.
        process = Process.Start(
            "unshare",
            [
                "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc",
                "sh", "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", Path.Combine(folder.FullName, "log"),
                "dockerd", "--config-file", configuration, "--data-root", Path.Combine(folder.FullName, "data"),
                "--exec-root", Path.Combine(folder.FullName, "exec"), "--pidfile", Path.Combine(folder.FullName, "pid"),
                "--host", $"unix://{Socket}", "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false",
            ]);
    }

    public string Socket => Path.Combine(folder.FullName, "docker.sock");

    public async Task WaitUntilReadyAsync()
    {
        for (var clock = Stopwatch.StartNew(); !File.Exists(Socket); await Task.Delay(100))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1) && !process.HasExited, "dockerd does not start");
        }
    }

    /// <summary>kill -9, for good.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        Checkout.Execute("rm", ["-rf", folder.FullName]);
    }
}
