using Imager.Core;

namespace Imager.BuildKit.Tests;

/// <summary>A standalone buildkitd over its socket and over TCP with mutual TLS.</summary>
[Trait("Category", "Oracle")]
public sealed class BuildkitdTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    [Fact]
    public async Task SolveAsync_builds_over_a_unix_socket()
    {
        if (!BuildkitdProcess.IsHere())
        {
            return;
        }

        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var request = Prepare(
            Base + "RUN --mount=type=secret,id=s cp /run/secrets/s /secret\n",
            new BuildOutput.LocalFolder(Folder["out"]),
            new BuildOutput.OciArchive(Folder["image.tar"])) with
        {
            Secrets = [BuildSecret.FromBytes("s", "hush"u8.ToArray())],
        };

        await engine.SolveAsync(request, Progress, CancellationToken.None);

        Assert.Equal("hush", File.ReadAllText(Folder["out/secret"]));
        Assert.True(new FileInfo(Folder["image.tar"]).Length > 100_000);
        Assert.StartsWith("buildkitd v0.", engine.ServerVersion, StringComparison.Ordinal);
        Assert.StartsWith("linux/", engine.Platform, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_builds_over_TCP_with_certificates_of_both_sides()
    {
        if (!BuildkitdProcess.IsHere())
        {
            return;
        }

        using var authority = TestCertificates.Authority();
        WriteServer(authority);
        TestCertificates.WriteClient(Folder, "client", authority);
        using var stranger = TestCertificates.Authority();
        TestCertificates.WriteClient(Folder, "stranger", stranger);
        File.Copy(Folder["client/ca.pem"], Folder["stranger/ca.pem"], overwrite: true);
        var port = BuildkitdProcess.FreePort();
        using var buildkitd = new BuildkitdProcess(
            "--addr", $"tcp://127.0.0.1:{port}", "--tlscacert", Folder["server/ca.pem"], "--tlscert", Folder["server/cert.pem"],
            "--tlskey", Folder["server/key.pem"]);
        var address = $"tcp://localhost:{port}";
        await using var engine = await buildkitd.ConnectAsync(address, tlsFolder: Folder["client"]);

        await engine.SolveAsync(
            Prepare("FROM scratch\nCOPY busybox /\n", new BuildOutput.LocalFolder(Folder["out"])), Progress, CancellationToken.None);
        var strange = await Assert.ThrowsAsync<HostEnvironmentException>(
            () => buildkitd.ConnectAsync(address, tlsFolder: Folder["stranger"]));
        var plain = await Assert.ThrowsAsync<HostEnvironmentException>(() => buildkitd.ConnectAsync(address));

        Assert.True(File.Exists(Folder["out/busybox"]));
        Assert.Equal(("IMG4101", "IMG4101"), (strange.Code, plain.Code));
    }

    [Fact]
    public async Task SolveAsync_goes_on_when_buildkitd_is_killed_and_started_again()
    {
        if (!BuildkitdProcess.IsHere())
        {
            return;
        }

        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var request = Prepare(
            Base + "RUN echo ran the first\nRUN echo started; sleep 3\n", new BuildOutput.LocalFolder(Folder["out"]));
        var build = engine.SolveAsync(request, Progress, CancellationToken.None);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);

        buildkitd.Kill();
        await Task.Delay(1000);
        buildkitd.Start();
        await build;

        Assert.True(File.Exists(Folder["out/bin/busybox"]));
        Assert.Equal(2, Progress.Log.Split("ran the first").Length);
        Assert.Equal(3, Progress.Log.Split("started").Length);
    }

    [Fact]
    public async Task FindAsync_says_what_to_write_when_the_builder_is_a_Docker_engine()
    {
        if (!IsReady())
        {
            return;
        }

        var options = DockerdFixture.Options(Folder.Root);
        BuildRequest Request() => Prepare("FROM scratch\nCOPY busybox /\n");
        var wrong = options with { Endpoint = EngineEndpoint.ParseBuilder($"unix://{Endpoint.SocketPath}", null, _ => null) };
        var right = options with { Endpoint = EngineEndpoint.ParseBuilder($"docker+unix://{Endpoint.SocketPath}", null, _ => null) };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => BuildEngine.FindAsync(wrong, CancellationToken.None));
        await using var engine = await BuildEngine.FindAsync(right, CancellationToken.None);
        var result = await engine.SolveAsync(Request(), Progress, CancellationToken.None);

        Assert.Equal("IMG4431", error.Code);
        Assert.Contains($"docker+unix://{Endpoint.SocketPath}", error.Message, StringComparison.Ordinal);
        Assert.True(result.Steps > 0);
    }

    private void WriteServer(System.Security.Cryptography.X509Certificates.X509Certificate2 authority) =>
        TestCertificates.WriteClient(Folder, "server", authority, "localhost");
}
