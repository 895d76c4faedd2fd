using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Imager.Core;

namespace Imager.BuildKit.Tests;

/// <summary>A registry that wants a password, on loopback.</summary>
[Trait("Category", "Oracle")]
public sealed class RegistryLoginTests : IAsyncLifetime, IDisposable
{
    // crypt("pass word") with bcrypt, as docker-registry wants it.
    private const string PasswordHash = "$2y$05$abcdefghijklmnopqrstuuIt/9/tGzLcigNq/.RWIDjeEVR30RSf.";

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = FreePort();
    private Process? _registry;

    [Fact]
    public async Task SolveAsync_pulls_with_the_login_of_config_json_and_names_the_registry_without()
    {
        if (!Requirements.CanRunDockerd()
            || !Requirements.Has(File.Exists("/usr/bin/docker-registry"), "docker-registry")
            || !Requirements.Has(File.Exists("/usr/bin/skopeo"), "skopeo"))
        {
            return;
        }

        await StartRegistryAsync();
        var options = DockerdFixture.Options(_folder["cache"]);
        await using var engine = await BuildEngine.FindAsync(options, CancellationToken.None);
        await engine.SolveAsync(
            Request("FROM scratch\nCOPY Dockerfile /from-registry\n", new BuildOutput.EngineImage("base:1")),
            new RecordingProgress(),
            CancellationToken.None);
        var socket = new Engine.PrivateEnginePaths(_folder["cache"]).Socket;
        Assert.Equal(0, Run(
            "skopeo", "copy", "-q", "--src-daemon-host", $"unix://{socket}", "--dest-tls-verify=false",
            "--dest-creds", "me:pass word", "docker-daemon:base:1", $"docker://127.0.0.1:{_port}/base:1"));
        var request = Request(
            $"FROM 127.0.0.1:{_port}/base:1\nCOPY Dockerfile /two\n", new BuildOutput.LocalFolder(_folder["out"]));

        var error = await Assert.ThrowsAsync<DependencyException>(
            () => engine.SolveAsync(request, new RecordingProgress(), CancellationToken.None));
        var login = Convert.ToBase64String("me:pass word"u8);
        _folder.Write("cache/.docker/config.json", $$$"""{"auths": {"127.0.0.1:{{{_port}}}": {"auth": "{{{login}}}" } } }""");
        await engine.SolveAsync(request, new RecordingProgress(), CancellationToken.None);

        Assert.Contains($"127.0.0.1:{_port}/base:1", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/from-registry"]));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Called by xunit because of IAsyncLifetime; it does not know IAsyncDisposable.</summary>
    public async Task DisposeAsync()
    {
        if (_registry is not null)
        {
            _registry.Kill();
            await _registry.WaitForExitAsync();
            _registry.Dispose();
        }
    }

    public void Dispose() => _folder.Dispose();

    private BuildRequest Request(string dockerfile, BuildOutput output)
    {
        _folder.Write("context/Dockerfile", dockerfile);
        return new BuildRequest { ContextFolder = _folder["context"], Outputs = [output] };
    }

    private async Task StartRegistryAsync()
    {
        _folder.Write("htpasswd", $"me:{PasswordHash}\n");
        var configuration = _folder.Write("registry.yml", $$"""
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: {{_folder["registry"]}} } }
            http: {addr: "127.0.0.1:{{_port}}"}
            auth: {htpasswd: {realm: test, path: {{_folder["htpasswd"]}} } }
            """);
        _registry = Process.Start("docker-registry", ["serve", configuration]);
        using var client = new TcpClient();
        for (var attempt = 0; !client.Connected && attempt < 100; attempt++)
        {
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, _port);
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        Assert.True(client.Connected);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
