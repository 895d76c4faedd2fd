using System.Diagnostics;
using System.Net.Sockets;

namespace Imager.BuildKit.Tests;

/// <summary>Debian's docker-registry on a loopback port, in plain HTTP, without logins.</summary>
internal sealed class LoopbackRegistry : IDisposable
{
    private readonly Process _process;

    public LoopbackRegistry(TemporaryFolder folder)
    {
        Port = BuildkitdProcess.FreePort();
        var configuration = folder.Write(
            "registry.yml",
            $"version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {folder["registry"]}\nhttp:\n  addr: 127.0.0.1:{Port}\n");
        var start = new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        WaitUntilReady();
    }

    public int Port { get; }

    public static bool IsHere() => Requirements.Has(File.Exists("/usr/bin/docker-registry"), "docker-registry (apt-get install docker-registry)");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void WaitUntilReady()
    {
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                using var client = new TcpClient("127.0.0.1", Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        throw new InvalidOperationException("docker-registry does not answer");
    }
}
