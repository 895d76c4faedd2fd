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

        using var authority = Authority();
        using var server = Issue(authority, "localhost", "server");
        using var client = Issue(authority, "me", "client");
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!, server, authority);
        Folder.Write("certs/ca.pem", authority.ExportCertificatePem());
        Folder.Write("certs/cert.pem", client.ExportCertificatePem());
        Folder.Write("certs/key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = Folder["certs"],
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

        using var authority = Authority();
        using var other = Authority();
        using var server = Issue(other, "localhost", "server");
        using var forwarder = new TcpForwarder(Endpoint.SocketPath!, server, other);
        Folder.Write("certs/ca.pem", authority.ExportCertificatePem());
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_TLS_VERIFY"] = "1", ["DOCKER_CERT_PATH"] = Folder["certs"],
        };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(
            () => FindAsync($"tcp://localhost:{forwarder.Port}", environment));

        Assert.Contains("TLS with tcp://localhost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_says_that_the_connection_was_lost_when_it_drops()
    {
        if (!IsReady())
        {
            return;
        }

        using var forwarder = new TcpForwarder(Endpoint.SocketPath!);
        await using var engine = await FindAsync($"tcp://127.0.0.1:{forwarder.Port}", []);
        var request = Prepare(Base + "RUN echo started; exec sleep 30\n") with { NoCache = true };
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        forwarder.DropConnections();
        var error = await Assert.ThrowsAsync<DependencyException>(() => build);
        var again = await engine.SolveAsync(Request(), Progress, CancellationToken.None);

        Assert.Equal("IMG5101", error.Code);
        Assert.True(again.Steps > 0);
    }

    private BuildRequest Request() =>
        Prepare("FROM scratch\nCOPY busybox /\n", new BuildOutput.LocalFolder(Folder["out"]));

    private Task<BuildEngine> FindAsync(string endpoint, Dictionary<string, string> environment) =>
        BuildEngine.FindAsync(
            DockerdFixture.Options(Folder.Root) with
            {
                Engine = endpoint, ReadEnvironment = name => environment.GetValueOrDefault(name),
            },
            CancellationToken.None);

    private static X509Certificate2 Authority()
    {
        var request = new CertificateRequest("CN=test authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string serial)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [.. serial.Select(c => (byte)c)]);
        return certificate.CopyWithPrivateKey(key);
    }
}
