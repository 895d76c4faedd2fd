using Imager.BuildKit.Host;
using Imager.BuildKit.Session;
using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingRunner _runner = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_is_anonymous_when_there_is_no_file() =>
        Assert.Equal(RegistryLogin.Anonymous, await Find("registry.local"));

    [Theory]
    [InlineData("registry.local:5000", "user", "pa:ss")]
    [InlineData("token.local", "", "identity")]
    [InlineData("plain.local", "u", "p")]
    [InlineData("old.local", "user", "pa:ss")]
    [InlineData("registry-1.docker.io", "hub", "secret")]
    [InlineData("registry.local", "", "")]
    public async Task FindAsync_reads_auths(string host, string user, string secret)
    {
        Write("""
            {"auths": {
              "registry.local:5000": {"auth": "dXNlcjpwYTpzcw=="},
              "token.local": {"auth": "dXNlcjpwYTpzcw==", "identitytoken": "identity"},
              "plain.local": {"username": "u", "password": "p"},
              "https://old.local/v1/": {"auth": "dXNlcjpwYTpzcw=="},
              "https://index.docker.io/v1/": {"auth": "aHViOnNlY3JldA=="}
            }}
            """);

        Assert.Equal(new RegistryLogin(user, secret), await Find(host));
    }

    [Fact]
    public async Task FindAsync_asks_the_hosts_helper_before_the_store()
    {
        Write("""{"credHelpers": {"a.local": "one"}, "credsStore": "two"}""");
        _runner.Answer("docker-credential-one get", new(0, """{"Username":"u","Secret":"s"}""", ""));
        _runner.Answer("docker-credential-two get", new(0, """{"Username":"<token>","Secret":"t"}""", ""));

        Assert.Equal(new RegistryLogin("u", "s"), await Find("a.local"));
        Assert.Equal(new RegistryLogin("", "t"), await Find("b.local"));
        Assert.Equal(["a.local", "b.local"], _runner.Inputs);
    }

    [Fact]
    public async Task FindAsync_falls_back_to_auths_when_the_store_has_no_entry()
    {
        Write("""{"credsStore": "two", "auths": {"a.local": {"auth": "dXNlcjpwYTpzcw=="}}}""");
        _runner.Answer("docker-credential-two get", new(1, "credentials not found in native keychain\n", ""));

        Assert.Equal(new RegistryLogin("user", "pa:ss"), await Find("a.local"));
    }

    [Fact]
    public async Task FindAsync_fails_with_the_helpers_words_when_it_breaks()
    {
        Write("""{"credsStore": "two"}""");
        _runner.Answer("docker-credential-two get", new(1, "", "keychain locked"));

        var error = await Assert.ThrowsAsync<DependencyException>(() => Find("a.local"));

        Assert.Contains("keychain locked", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "IMG2102")]
    [InlineData("""{"auths": {"a.local": {"auth": "c2VjcmV0"}}}""", "IMG2103")]
    [InlineData("""{"auths": {"a.local": {"auth": "%%%"}}}""", "IMG2103")]
    public async Task FindAsync_names_the_file_but_no_secret_when_it_is_broken(string config, string code)
    {
        Write(config);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => Find("a.local"));

        Assert.Equal(code, error.Code);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    private void Write(string config) => _folder.Write("config.json", config);

    private Task<RegistryLogin> Find(string host) =>
        new DockerCredentials(_folder["config.json"], _runner).FindAsync(host, CancellationToken.None);
}
