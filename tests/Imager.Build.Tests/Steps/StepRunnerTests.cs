using Imager.Build.Make;
using Imager.Build.Steps;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Steps;

public sealed class StepRunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int runs;

    private string Input => Path.Combine(folder.Path, "input.txt");

    private string Output => Path.Combine(folder.Path, "artifacts", "output.txt");

    public StepRunnerTests() => folder.Write("input.txt", "one");

    public void Dispose() => folder.Dispose();

    private StepRunner NewRunner(bool force = false) =>
        new(new BuildPaths(folder.Path, folder.Path), new BuildConsole(TextWriter.Null, TextWriter.Null), force);

    private Step CopyStep(string value = "v") => new()
    {
        Name = "copy amd64",
        InputFiles = [Input],
        InputValues = new Dictionary<string, string> { ["VALUE"] = value },
        Outputs = [Output],
        MakeAsync = (staging, _) =>
        {
            runs++;
            File.Copy(Input, staging.For(Output));
            return Task.CompletedTask;
        },
    };

    private Task<bool> RunAsync(Step step, bool force = false) => NewRunner(force).RunAsync(step, CancellationToken.None);

    [Fact]
    public async Task RunAsync_runs_once_when_nothing_changes()
    {
        Assert.True(await RunAsync(CopyStep()));
        Assert.False(await RunAsync(CopyStep()));

        Assert.Equal(1, runs);
        Assert.Equal("one", await File.ReadAllTextAsync(Output));
    }

    [Fact]
    public async Task RunAsync_keeps_no_secret_in_stamp_or_reason()
    {
        await RunAsync(CopyStep("http://me:hunter1@mirror/"));

        Assert.False(await RunAsync(CopyStep("http://me:hunter1@mirror/")));
        Assert.Equal("VALUE changed", await NewRunner().WhyRunAsync(CopyStep("http://me:hunter2@mirror/"), CancellationToken.None));
        Assert.Equal("VALUE changed", await NewRunner().WhyRunAsync(CopyStep("plain"), CancellationToken.None));
        Assert.All(
            Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("hunter1", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_does_not_run_when_an_input_is_only_touched()
    {
        await RunAsync(CopyStep());
        File.SetLastWriteTimeUtc(Input, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.False(await RunAsync(CopyStep()));
    }

    [Fact]
    public async Task RunAsync_looks_at_sizes_and_times_in_large_folders_and_not_into_their_repository()
    {
        var tree = Path.Combine(folder.Path, "tree");
        var file = folder.Write("tree/bin/a.c", "one");
        folder.Write("tree/.git/index", "x");
        var step = CopyStep() with { LargeFolders = [tree] };
        Assert.True(await RunAsync(step));

        folder.Write("tree/.git/index", "longer");
        Assert.False(await RunAsync(step));

        File.SetLastWriteTimeUtc(file, new DateTime(2031, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal("input tree changed", await NewRunner().WhyRunAsync(step, CancellationToken.None));
        Assert.True(await RunAsync(step));

        folder.Write("tree/new.c", string.Empty);
        Assert.True(await RunAsync(step));
        Assert.False(await RunAsync(step));
    }

    [Fact]
    public async Task WhyRunAsync_names_what_changed()
    {
        Assert.Equal("it was not made here yet", await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));

        await RunAsync(CopyStep());
        Assert.Null(await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));
        Assert.Equal("VALUE was \"v\" and is \"w\"", await NewRunner().WhyRunAsync(CopyStep("w"), CancellationToken.None));

        await File.WriteAllTextAsync(Input, "two");
        Assert.Equal("input input.txt changed", await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_makes_again_what_was_deleted_or_edited()
    {
        await RunAsync(CopyStep());
        File.Delete(Output);
        Assert.Equal("output artifacts/output.txt is gone", await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));
        Assert.True(await RunAsync(CopyStep()));

        await File.WriteAllTextAsync(Output, "edited");
        Assert.True(await RunAsync(CopyStep()));
        Assert.Equal("one", await File.ReadAllTextAsync(Output));
    }

    [Theory]
    [InlineData("x\ny\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("input\ta\tb\ninput\tc\tb\n")]
    public async Task RunAsync_takes_a_damaged_stamp_for_none(string content)
    {
        await RunAsync(CopyStep());
        folder.Write("artifacts/.cache/stamps/copy-amd64", content);

        Assert.Equal("it was not made here yet", await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));
        Assert.True(await RunAsync(CopyStep()));
        Assert.False(await RunAsync(CopyStep()));
    }

    [Fact]
    public async Task RunAsync_runs_again_when_forced()
    {
        await RunAsync(CopyStep());

        Assert.True(await RunAsync(CopyStep(), force: true));
    }

    [Fact]
    public async Task RunAsync_keeps_the_old_output_and_no_rest_when_the_step_fails()
    {
        await RunAsync(CopyStep());
        var failing = CopyStep("w") with
        {
            MakeAsync = (staging, _) =>
            {
                File.WriteAllText(staging.For(Output), "half");
                throw new DependencyException("IMG5999", "broke");
            },
        };

        await Assert.ThrowsAsync<DependencyException>(() => RunAsync(failing));

        Assert.Equal("one", await File.ReadAllTextAsync(Output));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder.Path, "artifacts", ".cache", "staging")));
        Assert.True(await RunAsync(CopyStep("w")));
    }

    [Fact]
    public async Task RunAsync_fails_when_the_step_leaves_no_output()
    {
        var forgetful = CopyStep() with { MakeAsync = (_, _) => Task.CompletedTask };

        var error = await Assert.ThrowsAsync<DependencyException>(() => RunAsync(forgetful));

        Assert.Equal("IMG5301", error.Code);
        Assert.Contains("output.txt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_runs_again_when_an_input_changed_while_it_ran()
    {
        var racing = CopyStep() with
        {
            MakeAsync = (staging, _) =>
            {
                File.Copy(Input, staging.For(Output));
                File.WriteAllText(Input, "edited meanwhile");
                return Task.CompletedTask;
            },
        };

        await RunAsync(racing);

        Assert.Equal("input input.txt changed", await NewRunner().WhyRunAsync(CopyStep(), CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_makes_a_step_once_when_two_runs_want_it_at_the_same_time()
    {
        var slow = CopyStep() with
        {
            MakeAsync = async (staging, cancellationToken) =>
            {
                Interlocked.Increment(ref runs);
                await Task.Delay(300, cancellationToken);
                File.Copy(Input, staging.For(Output));
            },
        };

        var ran = await Task.WhenAll(RunAsync(slow), RunAsync(slow));

        Assert.Equal(1, runs);
        Assert.Single(ran, true);
    }

    [Fact]
    public async Task RunAsync_takes_a_folder_as_output_and_input()
    {
        folder.Write("sources/a.txt", "a");
        var target = Path.Combine(folder.Path, "artifacts", "tree");
        var step = new Step
        {
            Name = "tree",
            InputFiles = [Path.Combine(folder.Path, "sources")],
            Outputs = [target],
            MakeAsync = (staging, _) =>
            {
                Directory.CreateDirectory(staging.For(target));
                File.WriteAllText(Path.Combine(staging.For(target), "x"), "x");
                return Task.CompletedTask;
            },
        };

        await RunAsync(step);
        Assert.False(await RunAsync(step));

        folder.Write("sources/b.txt", "b");
        Assert.Equal("input sources/b.txt is new", await NewRunner().WhyRunAsync(step, CancellationToken.None));
        Assert.True(await RunAsync(step));

        File.Delete(Path.Combine(target, "x"));
        Assert.Equal("output artifacts/tree changed", await NewRunner().WhyRunAsync(step, CancellationToken.None));
    }
}
