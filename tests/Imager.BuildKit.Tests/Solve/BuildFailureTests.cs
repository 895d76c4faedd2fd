using Imager.Core;

namespace Imager.BuildKit.Tests;

[Trait("Category", "Oracle")]
public sealed class BuildFailureTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    [Fact]
    public async Task SolveAsync_shows_line_output_and_code_when_a_step_fails()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(
            Base + "RUN for i in $(seq 1 50); do echo line $i; done; \\\n  printf 'no newline'; \\\n  exit 42\n",
            new BuildOutput.LocalFolder(Folder["out"]));

        var error = await Assert.ThrowsAsync<DependencyException>(() => SolveAsync(request));

        Assert.Equal("IMG5100", error.Code);
        Assert.Equal(ExitCode.Dependency, error.ExitCode);
        Assert.Contains("exit code 42", error.Message, StringComparison.Ordinal);
        Assert.Contains("   6 | RUN for i in", error.Message, StringComparison.Ordinal);
        Assert.Contains("   8 |   exit 42", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 50", error.Message, StringComparison.Ordinal);
        Assert.Contains("no newline", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 30\n", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder["out"]));
    }

    [Fact]
    public async Task SolveAsync_shows_the_line_when_the_Dockerfile_has_an_unknown_instruction()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare("FROM scratch\nCOPY busybox /\nFETCH http://example.org/\n");

        var error = await Assert.ThrowsAsync<DependencyException>(() => SolveAsync(request));

        Assert.Contains("unknown instruction: FETCH", error.Message, StringComparison.Ordinal);
        Assert.Contains("   3 | FETCH http://example.org/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_names_the_file_when_COPY_finds_nothing()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare("FROM scratch\nCOPY no-such-file /\n");

        var error = await Assert.ThrowsAsync<DependencyException>(() => SolveAsync(request));

        Assert.Contains("no-such-file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_lists_all_problems_when_the_request_is_wrong()
    {
        if (!IsReady())
        {
            return;
        }

        var request = new BuildRequest
        {
            ContextFolder = Folder["absent"],
            Secrets =
            [
                BuildSecret.FromBytes("big", new byte[BuildSecret.MaxBytes + 1]),
                BuildSecret.FromFile("gone", Folder["gone"]),
            ],
        };

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => SolveAsync(request));

        Assert.Contains("absent does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("512001 bytes exceed", error.Message, StringComparison.Ordinal);
        Assert.Contains("gone does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_refuses_what_an_old_engine_would_get_wrong()
    {
        if (!IsReady() || !Engine.ServerVersion.StartsWith("Docker/20.", StringComparison.Ordinal))
        {
            return;
        }

        var request = Prepare("FROM scratch\n");
        var contexts = request with { NamedContexts = new Dictionary<string, string> { ["extra"] = Context } };
        var archive = request with { Outputs = [new BuildOutput.OciArchive(Folder["x.tar"])] };

        var first = await Assert.ThrowsAsync<UnsupportedException>(() => SolveAsync(contexts));
        var second = await Assert.ThrowsAsync<UnsupportedException>(() => SolveAsync(archive));

        Assert.Equal(("IMG3101", "IMG3102"), (first.Code, second.Code));
    }

    [Fact]
    public async Task SolveAsync_reports_our_own_error_when_the_output_cannot_be_written()
    {
        if (!IsReady())
        {
            return;
        }

        Folder.Folder("out/busybox");
        var request = Prepare("FROM scratch\nCOPY busybox /\n", new BuildOutput.LocalFolder(Folder["out"]));

        var error = await Assert.ThrowsAsync<FileAccessException>(() => SolveAsync(request));

        Assert.Contains("a folder is in the way", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Folder["out"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task SolveAsync_ends_the_step_in_the_engine_when_cancelled()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "RUN echo started; exec sleep 86399\n") with { NoCache = true };
        using var cancellation = new CancellationTokenSource();
        var build = Engine.SolveAsync(request, Progress, cancellation.Token);
        await Progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        var before = Sleepers();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => build);

        Assert.Equal(1, before);
        Assert.Equal(0, Sleepers());
    }

    [Fact]
    public async Task SolveAsync_works_again_after_a_failure()
    {
        if (!IsReady())
        {
            return;
        }

        await Assert.ThrowsAsync<DependencyException>(() => SolveAsync(Prepare(Base + "RUN false\n")));

        await SolveAsync(Prepare(Base + "RUN true\n", new BuildOutput.LocalFolder(Folder["out"])));

        Assert.True(File.Exists(Folder["out/bin/busybox"]));
    }

    private static int Sleepers() => Directory.EnumerateDirectories("/proc")
        .Select(folder => Path.Combine(folder, "cmdline"))
        .Where(File.Exists)
        .Count(path => ReadOrEmpty(path) == "sleep\u000086399\0");

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
