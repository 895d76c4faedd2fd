using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imager.Core;

namespace Imager.BuildKit.Tests;

[Trait("Category", "Oracle")]
public sealed class TcpEngineTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    [Fact]
    public async Task FindAsync_builds_over_TCP()
    {
        if (!IsReady())
        {
            return;
        }

        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", []);

        await engine.SolveAsync(Request(), Progress, CancellationToken.None);

        Assert.True(File.Exists(Folder["out/busybox"]));
        Assert.False(engine.IsPrivate);
    }

    [Fact]
    public async Task FindAsync_builds_over_TLS_with_a_client_certificate()
    {
        if (!IsReady())
        {
            return;
        }

        using var authority = TestCertificates.Authority();
        using var server = TestCertificates.Issue(authority, "localhost");
        using var client = TestCertificates.Issue(authority, "me");
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!, server, authority);
        Folder.Write("certs/ca.pem", authority.ExportCertificatePem());
        Folder.Write("certs/cert.pem", client.ExportCertificatePem());
        Folder.Write("certs/key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_TLS_VERIFY"] = "1",
            ["DOCKER_CERT_PATH"] = Folder["certs"],
        };
        await using var engine = await FindAsync($"tcp://localhost:{forwarder.Port}", environment);

        await engine.SolveAsync(Request(), Progress, CancellationToken.None);

        Assert.True(File.Exists(Folder["out/busybox"]));
    }

    [Fact]
    public async Task FindAsync_refuses_a_server_that_another_authority_signed()
    {
        if (!IsReady())
        {
            return;
        }

        using var authority = TestCertificates.Authority();
        using var other = TestCertificates.Authority();
        using var server = TestCertificates.Issue(other, "localhost");
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!, server, other);
        Folder.Write("certs/ca.pem", authority.ExportCertificatePem());
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_TLS_VERIFY"] = "1",
            ["DOCKER_CERT_PATH"] = Folder["certs"],
        };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(
            () => FindAsync($"tcp://localhost:{forwarder.Port}", environment));

        Assert.Contains("TLS with tcp://localhost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_says_that_the_connection_was_lost_when_it_drops_and_may_not_try_again()
    {
        if (!IsReady())
        {
            return;
        }

        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", [], attempts: 1);
        var request = Prepare(Base + "RUN echo started; exec sleep 30\n") with { NoCache = true };
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        forwarder.DropConnections();
        var error = await Assert.ThrowsAsync<DependencyException>(() => build);
        var again = await engine.SolveAsync(Request(), Progress, CancellationToken.None);

        Assert.Equal("IMG5101", error.Code);
        Assert.True(again.Steps > 0);
    }

    [Fact]
    public async Task SolveAsync_goes_on_when_the_connection_drops()
    {
        if (!IsReady())
        {
            return;
        }

        var notices = new List<string>();
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", [], notice: notices.Add);
        var request = Prepare(
            Base + $"RUN echo first of {Folder.Root} > /a; echo ran the first\nRUN echo started; sleep 3; echo second > /b\n",
            new BuildOutput.LocalFolder(Folder["out"]));
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        forwarder.DropConnections();
        await build;

        Assert.Equal("second\n", File.ReadAllText(Folder["out/b"]));
        Assert.Equal(2, Progress.Log.Split("ran the first").Length);
        Assert.Contains("attempt 2 of 3", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_goes_on_when_the_connection_is_reset_inside_the_context()
    {
        if (!IsReady())
        {
            return;
        }

        var notices = new List<string>();
        var data = new byte[20_000_000];
        RandomNumberGenerator.Fill(data);
        Folder.WriteBytes("context/data.bin", data);
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", [], notice: notices.Add);
        forwarder.BytesUntilReset = 5_000_000;

        await engine.SolveAsync(
            Prepare("FROM scratch\nCOPY data.bin /\n", new BuildOutput.LocalFolder(Folder["out"])), Progress, CancellationToken.None);

        Assert.Equal(data, File.ReadAllBytes(Folder["out/data.bin"]));
        Assert.Single(notices);
    }

    [Fact]
    public async Task SolveAsync_gives_up_when_every_attempt_loses_the_connection()
    {
        if (!IsReady())
        {
            return;
        }

        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync(
            $"tcp://127.0.0.1:{forwarder.Port}", [], attempts: 2, notice: text => _ = DropSoonAsync(forwarder));
        var request = Prepare(
            Base + "RUN echo started; exec sleep 30\n", new BuildOutput.LocalFolder(Folder["out"])) with
        { NoCache = true };
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        forwarder.DropConnections();
        var error = await Assert.ThrowsAsync<DependencyException>(() => build);

        Assert.Equal("IMG5431", error.Code);
        Assert.Contains("attempt 2", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["out"]));
    }

    [Fact]
    public async Task SolveAsync_gives_up_when_the_engine_does_not_come_back()
    {
        if (!IsReady())
        {
            return;
        }

        var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", []);
        var request = Prepare(Base + "RUN echo started; exec sleep 30\n") with { NoCache = true };
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        forwarder.Dispose();
        var error = await Assert.ThrowsAsync<DependencyException>(() => build);

        Assert.Equal("IMG5430", error.Code);
        Assert.Contains("within 2 s", error.Message, StringComparison.Ordinal);
    }

    private static async Task DropSoonAsync(TcpForwarder forwarder)
    {
        await Task.Delay(2000);
        forwarder.DropConnections();
    }

    private BuildRequest Request() =>
        Prepare("FROM scratch\nCOPY busybox /\n", new BuildOutput.LocalFolder(Folder["out"]));

    private Task<BuildEngine> FindAsync(
        string endpoint, Dictionary<string, string> environment, int attempts = 3, Action<string>? notice = null) =>
        BuildEngine.FindAsync(
            DockerdFixture.Options(Folder.Root) with
            {
                Engine = endpoint,
                ReadEnvironment = name => environment.GetValueOrDefault(name),
                Attempts = attempts,
                Patience = TimeSpan.FromSeconds(2),
                Notice = notice ?? (_ => { }),
            },
            CancellationToken.None);
}
