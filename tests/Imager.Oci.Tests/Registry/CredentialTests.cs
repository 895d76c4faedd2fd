using Imager.Oci.Registry;
using Imager.Oci.Tests.Support;

namespace Imager.Oci.Tests.Registry;

public sealed class CredentialTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ghcr.io", "me", "pa:ss")]
    [InlineData("docker.io", "hub", "pw")]
    [InlineData("helped.io", "helped.io", "from own")]
    [InlineData("stored.io", "stored.io", "from all")]
    public async Task FindAsync_asks_helpers_first_and_knows_dockers_server_names(string registry, string user, string secret)
    {
        var json = $$"""
            {
              "auths": {
                "https://ghcr.io": { "auth": "{{Convert.ToBase64String("me:pa:ss"u8)}}" },
                "https://index.docker.io/v1/": { "username": "hub", "password": "pw" },
                "stored.io": {}
              },
              "credHelpers": { "helped.io": "own" },
              "credsStore": "all"
            }
            """;
        await File.WriteAllTextAsync(_folder.Sub("config.json"), json);
        var helper = new RecordingHelper(server => server is "stored.io" or "helped.io");
        var credentials = DockerConfigCredentials.Read(_folder.Sub("config.json"), helper);

        var found = await credentials.FindAsync(registry, default);

        Assert.Equal((user, secret), (found!.UserName, found.Secret));
        Assert.DoesNotContain(secret, found.ToString(), StringComparison.Ordinal);
        Assert.Null(await credentials.FindAsync("unknown.io", default));
    }

    [Fact]
    public async Task FindAsync_knows_nobody_without_a_file_and_names_a_broken_one()
    {
        await File.WriteAllTextAsync(_folder.Sub("config.json"), """{"auths":{"a.io":{"auth":"***"}}}""");

        Assert.Null(await DockerConfigCredentials.Read(_folder.Sub("absent"), new ProcessCredentialHelper()).FindAsync("a.io", default));
        var error = Assert.Throws<InvalidInputException>(() =>
            DockerConfigCredentials.Read(_folder.Sub("config.json"), new ProcessCredentialHelper()));
        Assert.Contains("a.io", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task GetAsync_runs_a_program_by_dockers_protocol()
    {
        Install("docker-credential-imagertest", """
            #!/bin/sh
            read server
            case "$1 $server" in
              "get known.io") echo '{"ServerURL":"known.io","Username":"<token>","Secret":"s3cret"}';;
              "get broken.io") echo boom >&2; exit 3;;
              *) echo "credentials not found in native keychain"; exit 1;;
            esac
            """);
        var helper = new ProcessCredentialHelper();

        var found = await helper.GetAsync("imagertest", "known.io", default);

        Assert.True(found is { Secret: "s3cret", IsIdentityToken: true });
        Assert.Null(await helper.GetAsync("imagertest", "other.io", default));
        var error = await Assert.ThrowsAsync<DependencyException>(() => helper.GetAsync("imagertest", "broken.io", default));
        Assert.Contains("boom", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HostEnvironmentException>(() => helper.GetAsync("not-installed-here", "a", default));
        await Assert.ThrowsAsync<InvalidInputException>(() => helper.GetAsync("../../bin/sh", "a", default));
    }

    [Theory]
    [InlineData("https://ghcr.io/v2/", "http://user:pw@proxy:3128/")]
    [InlineData("http://ghcr.io/v2/", "http://plain:8080/")]
    [InlineData("https://127.0.0.1:5000/v2/", null)]
    [InlineData("https://corp.example/v2/", null)]
    [InlineData("https://a.corp.example/v2/", null)]
    [InlineData("https://notcorp.example/v2/", "http://user:pw@proxy:3128/")]
    [InlineData("https://10.1.2.3/v2/", null)]
    [InlineData("https://11.1.2.3/v2/", "http://user:pw@proxy:3128/")]
    [InlineData("https://port.io:5000/v2/", null)]
    [InlineData("https://port.io/v2/", "http://user:pw@proxy:3128/")]
    public void ProxyRules_follow_the_variables(string address, string? expected)
    {
        var variables = new Dictionary<string, string>
        {
            ["HTTPS_PROXY"] = "http://user:pw@proxy:3128",
            ["http_proxy"] = "plain:8080",
            ["no_proxy"] = ".corp.example, 10.0.0.0/8,port.io:5000",
        };
        var rules = ProxyRules.FromEnvironment(name => variables.GetValueOrDefault(name));

        var proxy = rules.IsBypassed(new Uri(address)) ? null : rules.GetProxy(new Uri(address))?.ToString();

        Assert.Equal(expected, proxy);
        Assert.Equal("pw", rules.Credentials!.GetCredential(new Uri("http://proxy:3128"), "Basic")!.Password);
        Assert.Null(rules.Credentials.GetCredential(new Uri("http://elsewhere:3128"), "Basic"));
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void Install(string name, string script)
    {
        var path = _folder.Sub(name);
        File.WriteAllText(path, script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{Environment.GetEnvironmentVariable("PATH")}:{_folder.Path}");
    }

    private sealed class RecordingHelper(Func<string, bool> knows) : ICredentialHelper
    {
        public Task<RegistryCredentials?> GetAsync(string name, string server, CancellationToken cancellationToken) =>
            Task.FromResult(knows(server) ? new RegistryCredentials(server, "from " + name) : null);
    }
}
