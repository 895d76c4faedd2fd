using Imager.BuildKit.Engine;
using Imager.BuildKit.Host;
using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class EngineFinderTests : IDisposable
{
    private const string Install = "apt-get -q -y install --no-install-recommends docker.io";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_does_not_fall_back_when_the_given_engine_is_absent()
    {
        var options = Options() with { Engine = $"unix://{_folder["absent.sock"]}" };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => Find(options, new RecordingRunner("dockerd")));

        Assert.Equal("IMG4101", error.Code);
        Assert.Contains("absent.sock: the socket does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_reads_DOCKER_HOST()
    {
        var options = Options() with { ReadEnvironment = name => name == "DOCKER_HOST" ? "tcp://127.0.0.1:1" : null };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => Find(options, new RecordingRunner()));

        Assert.Contains("tcp://127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_says_what_to_install_when_there_is_nothing()
    {
        var runner = new RecordingRunner("apt-get");

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => Find(Options(), runner));

        Assert.Equal("IMG4102", error.Code);
        Assert.Contains("apt-get install --no-install-recommends docker.io", error.Message, StringComparison.Ordinal);
        Assert.Contains("no-such.sock does not exist", error.Message, StringComparison.Ordinal);
        Assert.Empty(runner.Commands);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "true")]
    public async Task FindAsync_installs_and_updates_lists_when_allowed(bool install, string? ci)
    {
        if (!Requirements.Has(Environment.IsPrivilegedProcess, "root"))
        {
            return;
        }

        var runner = new RecordingRunner("apt-get");
        runner.Answer(Install, new(100, "", "E: Unable to locate package docker.io"));
        runner.Answer("apt-get -q update", new(0, "", ""));
        var options = Options() with { Install = install, ReadEnvironment = name => name == "CI" ? ci : null };

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => Find(options, runner));

        Assert.Equal([Install, "apt-get -q update", Install], runner.Commands);
        Assert.Equal("IMG4109", error.Code);
        Assert.Contains("Unable to locate package", error.Message, StringComparison.Ordinal);
    }

    private EngineOptions Options() => DockerdFixture.Options(_folder.Root);

    private static Task<BuildEngine> Find(EngineOptions options, RecordingRunner runner) =>
        new EngineFinder(options, runner).FindAsync(CancellationToken.None);
}
