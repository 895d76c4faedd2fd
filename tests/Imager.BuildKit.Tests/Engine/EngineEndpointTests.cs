using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class EngineEndpointTests
{
    [Theory]
    [InlineData("unix:///var/run/docker.sock", EngineKind.Docker, "/var/run/docker.sock", null, 0)]
    [InlineData("/run/x.sock", EngineKind.Docker, "/run/x.sock", null, 0)]
    [InlineData("tcp://build.local", EngineKind.Docker, null, "build.local", 2375)]
    [InlineData("tcp://10.0.0.1:9999", EngineKind.Docker, null, "10.0.0.1", 9999)]
    [InlineData("http://build.local:80", EngineKind.Docker, null, "build.local", 80)]
    [InlineData("tcp://[::1]:2000", EngineKind.Docker, null, "::1", 2000)]
    [InlineData("buildkitd+unix:///run/b.sock", EngineKind.BuildKit, "/run/b.sock", null, 0)]
    [InlineData("buildkitd+tcp://b.local", EngineKind.BuildKit, null, "b.local", 1234)]
    public void Parse_reads_what_Docker_reads(string text, EngineKind kind, string? socket, string? host, int port)
    {
        var endpoint = EngineEndpoint.Parse(text, _ => null);

        Assert.Equal((kind, socket, host, port), (endpoint.Kind, endpoint.SocketPath, endpoint.Host, endpoint.Port));
        Assert.Null(endpoint.Tls);
    }

    [Theory]
    [InlineData("docker.sock")]
    [InlineData("unix://relative")]
    [InlineData("ftp://x")]
    [InlineData("tcp://")]
    [InlineData("buildkitd+tcp://x?cacert=y")]
    [InlineData("unix:///aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Parse_refuses_what_is_no_endpoint(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => EngineEndpoint.Parse(text, _ => null));

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_says_what_to_do_when_the_engine_is_behind_ssh()
    {
        var error = Assert.Throws<UnsupportedException>(() => EngineEndpoint.Parse("ssh://me@host", _ => null));

        Assert.Contains("ssh -N -L", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_takes_TLS_from_the_environment()
    {
        using var folder = new TemporaryFolder();
        folder.Write("ca.pem", string.Empty);
        var environment = new Dictionary<string, string>
        {
            ["DOCKER_TLS_VERIFY"] = "1",
            ["DOCKER_CERT_PATH"] = folder.Root,
        };

        var endpoint = EngineEndpoint.Parse("tcp://build.local", environment.GetValueOrDefault);

        Assert.Equal(2376, endpoint.Port);
        Assert.Equal(new EngineTls(folder["ca.pem"], null, null), endpoint.Tls);
    }

    [Fact]
    public void Parse_takes_a_buildkitds_TLS_from_the_query()
    {
        var endpoint = EngineEndpoint.Parse("buildkitd+tcp://b.local:1?ca=/a%20b&cert=/c&key=/k&servername=n", _ => null);

        Assert.Equal(new EngineTls("/a b", "/c", "/k", "n"), endpoint.Tls);
        Assert.Equal("buildkitd+tcp://b.local:1", endpoint.Text);
    }

    [Theory]
    [InlineData("unix:///run/b.sock", EngineKind.BuildKit, "/run/b.sock", null)]
    [InlineData("/run/b.sock", EngineKind.BuildKit, "/run/b.sock", null)]
    [InlineData("tcp://b.local:1234", EngineKind.BuildKit, null, "b.local")]
    [InlineData("buildkitd+tcp://b.local:1234", EngineKind.BuildKit, null, "b.local")]
    [InlineData("docker+unix:///run/d.sock", EngineKind.Docker, "/run/d.sock", null)]
    [InlineData("docker+tcp://d.local", EngineKind.Docker, null, "d.local")]
    [InlineData("docker-container://buildx_buildkit_b0", EngineKind.Container, "/var/run/docker.sock", null)]
    [InlineData("docker-container://b?engine=tcp://d.local", EngineKind.Container, null, "d.local")]
    public void ParseBuilder_takes_plain_addresses_for_a_buildkitd(string text, EngineKind kind, string? socket, string? host)
    {
        var endpoint = EngineEndpoint.ParseBuilder(text, null, _ => null);

        Assert.Equal((kind, socket, host), (endpoint.Kind, endpoint.SocketPath, endpoint.Host));
    }

    [Theory]
    [InlineData("docker-container://")]
    [InlineData("docker-container://a/b")]
    [InlineData("docker-container://a?x=y")]
    [InlineData("docker-container://a?engine=buildkitd+tcp://x")]
    public void ParseBuilder_refuses_what_names_no_container(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => EngineEndpoint.ParseBuilder(text, null, _ => null));

        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseBuilder_uses_the_TLS_folder_for_TCP_only()
    {
        using var folder = new TemporaryFolder();
        var missing = Assert.Throws<HostEnvironmentException>(() => EngineEndpoint.ParseBuilder("tcp://b", folder.Root, _ => null));
        folder.Write("ca.pem", string.Empty);
        folder.Write("cert.pem", string.Empty);
        folder.Write("key.pem", string.Empty);

        var expected = new EngineTls(folder["ca.pem"], folder["cert.pem"], folder["key.pem"]);
        var docker = EngineEndpoint.ParseBuilder("docker+tcp://d", folder.Root, _ => null);

        Assert.Contains("no ca.pem, cert.pem, key.pem", missing.Message, StringComparison.Ordinal);
        Assert.Equal(expected, EngineEndpoint.ParseBuilder("tcp://b", folder.Root, _ => null).Tls);
        Assert.Equal((expected, 2376), (docker.Tls, docker.Port));
        Assert.Null(EngineEndpoint.ParseBuilder("unix:///b", folder.Root, _ => null).Tls);
    }
}
