using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imager.Oci.Model;

namespace Imager.Oci.Tests.Support;

/// <summary>A real registry (Debian's docker-registry) on loopback, its data in a temporary folder.</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    /// <summary>User "imager", password "secret", bcrypt with 4 rounds.</summary>
    private const string Htpasswd = "imager:$2b$04$Hpd9Qrys.Xc9L03QXZfcjep9V8tOVdncFFAkc8XwEyzTT.y7/ZQ9u\n";

    private readonly TempFolder _folder = new();
    private readonly Process _process;

    private DockerRegistry(bool withPassword, (string Certificate, string Key)? tls)
    {
        Port = FreePort();
        var (tlsLine, authLine) = (
            tls is { } pair ? $"  tls: {Map($"certificate: {pair.Certificate}, key: {pair.Key}")}" : string.Empty,
            withPassword ? $"auth: {Map($"htpasswd: {Map($"realm: test, path: {_folder.Sub("htpasswd")}")}")}" : string.Empty);
        var config = $"""
            version: 0.1
            log: {Map($"level: error, accesslog: {Map("disabled: true")}")}
            storage: {Map($"filesystem: {Map($"rootdirectory: {_folder.Sub("data")}")}")}
            http:
              addr: 127.0.0.1:{Port}
              secret: test
            {tlsLine}
            {authLine}
            """;
        File.WriteAllText(_folder.Sub("config.yml"), config);
        File.WriteAllText(_folder.Sub("htpasswd"), Htpasswd);
        var start = new ProcessStartInfo(Tool.Find("docker-registry")!, ["serve", _folder.Sub("config.yml")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OTEL_TRACES_EXPORTER"] = "none";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Log.AppendLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal int Port { get; }

    internal string Host => $"127.0.0.1:{Port}";

    internal System.Text.StringBuilder Log { get; } = new();

    internal string DataFolder => _folder.Sub("data");

    internal static async Task<DockerRegistry> StartAsync(bool withPassword = false, (string Certificate, string Key)? tls = null)
    {
        var registry = new DockerRegistry(withPassword, tls);
        for (var attempt = 0; attempt < 400; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, registry.Port);
                return registry;
            }
            catch (SocketException) when (!registry._process.HasExited)
            {
                await Task.Delay(25);
            }
        }

        throw new TimeoutException($"docker-registry did not start: {registry.Log}");
    }

    internal Imager.Oci.Model.ImageReference Reference(string name) => Imager.Oci.Model.ImageReference.Parse($"{Host}/{name}");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static string Map(string content) => "{ " + content + " }";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
