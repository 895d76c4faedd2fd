using System.Runtime.Versioning;
using Imager.Build.Make;
using Imager.Build.Steps;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Steps;

[UnsupportedOSPlatform("windows")]
public sealed class StepInputsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StepInputsTests() => folder.Write("input/usr/file", "one");

    private string Output => At("artifacts/output.txt");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bin")]
    [InlineData("obj")]
    [InlineData(".vs")]
    [InlineData("__pycache__")]
    public async Task WhyRunAsync_sees_every_folder_of_an_input(string name)
    {
        await MakeAsync("input");

        folder.Write($"input/usr/{name}/tool", "x");

        Assert.Equal($"input input/usr/{name}/tool is new", await WhyAsync("input"));
    }

    [Fact]
    public async Task WhyRunAsync_ignores_what_compilers_leave_in_our_own_sources()
    {
        folder.Write("src/Imager/Program.cs", "one");
        await MakeAsync("src/Imager");

        folder.Write("src/Imager/bin/Imager.dll", "x");
        folder.Write("src/Imager/obj/project.assets.json", "x");
        Assert.Null(await WhyAsync("src/Imager"));

        folder.Write("src/Imager/Other.cs", "x");
        Assert.Equal("input src/Imager/Other.cs is new", await WhyAsync("src/Imager"));
    }

    [Theory]
    [InlineData(0b111_101_101)]
    [InlineData(0b110_000_000)]
    [InlineData(0b110_100_101)]
    public async Task WhyRunAsync_sees_permissions_of_files(int mode)
    {
        File.SetUnixFileMode(At("input/usr/file"), (UnixFileMode)0b110_100_100);
        await MakeAsync("input");

        File.SetUnixFileMode(At("input/usr/file"), (UnixFileMode)mode);

        Assert.Equal("input input/usr/file changed", await WhyAsync("input"));
    }

    [Fact]
    public async Task WhyRunAsync_sees_permissions_of_folders_and_folders_without_files()
    {
        await MakeAsync("input");
        File.SetUnixFileMode(At("input/usr"), (UnixFileMode)0b111_000_000);
        Assert.Equal("input input/usr changed", await WhyAsync("input"));
        await MakeAsync("input");

        Directory.CreateDirectory(At("input/empty"));
        Assert.Equal("input input/empty is new", await WhyAsync("input"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("/etc/shadow")]
    [InlineData("../usr")]
    [InlineData("link")]
    public async Task WhyRunAsync_takes_links_in_folders_for_what_they_say(string target)
    {
        File.CreateSymbolicLink(At("input/link"), target);
        await MakeAsync("input");
        Assert.Null(await WhyAsync("input"));

        File.Delete(At("input/link"));
        File.CreateSymbolicLink(At("input/link"), "elsewhere");

        Assert.Equal("input input/link changed", await WhyAsync("input"));
    }

    [Fact]
    public async Task WhyRunAsync_reads_the_file_behind_an_input_that_is_a_link()
    {
        File.CreateSymbolicLink(At("shortcut"), "input/usr/file");
        await MakeAsync("shortcut");
        Assert.Null(await WhyAsync("shortcut"));

        folder.Write("input/usr/file", "two");

        Assert.Equal("input shortcut changed", await WhyAsync("shortcut"));
    }

    [Fact]
    public async Task RunAsync_names_the_input_that_cannot_be_read()
    {
        // Locked, because root may read everything else.
        await using var locked = new FileStream(At("input/usr/file"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var error = await Assert.ThrowsAsync<FileAccessException>(() => RunAsync(NewStep("input")));

        Assert.Equal("IMG6301", error.Code);
        Assert.Contains(At("input/usr/file"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhyRunAsync_sees_links_and_programs_in_large_folders()
    {
        var step = NewStep() with { LargeFolders = [At("input")] };
        await RunAsync(step);

        File.SetUnixFileMode(At("input/usr/file"), (UnixFileMode)0b111_101_101);
        Assert.True(await RunAsync(step));
        File.CreateSymbolicLink(At("input/link"), "one");
        Assert.True(await RunAsync(step));
        File.Delete(At("input/link"));
        File.CreateSymbolicLink(At("input/link"), "two");
        Assert.True(await RunAsync(step));
        Assert.False(await RunAsync(step));
    }

    [Fact]
    public async Task RunAsync_takes_links_and_empty_folders_of_outputs_into_account()
    {
        var target = At("artifacts/tree");
        var step = NewStep() with
        {
            Outputs = [target],
            MakeAsync = (staging, _) =>
            {
                Directory.CreateDirectory(Path.Combine(staging.For(target), "empty"));
                File.CreateSymbolicLink(Path.Combine(staging.For(target), "dangling"), "nowhere");
                return Task.CompletedTask;
            },
        };
        await RunAsync(step);
        Assert.False(await RunAsync(step));

        Directory.Delete(Path.Combine(target, "empty"));

        Assert.True(await RunAsync(step));
    }

    private string At(string path) => Path.Combine(folder.Path, path);

    private StepRunner NewRunner() => new(new BuildPaths(folder.Path, folder.Path), new BuildConsole(TextWriter.Null, TextWriter.Null), force: false);

    private Step NewStep(params string[] inputs) => new()
    {
        Name = "tree",
        InputFiles = [.. inputs.Select(At)],
        Outputs = [Output],
        MakeAsync = (staging, _) => File.WriteAllTextAsync(staging.For(Output), "made", CancellationToken.None),
    };

    private Task<bool> RunAsync(Step step) => NewRunner().RunAsync(step, CancellationToken.None);

    private Task<bool> MakeAsync(string input) => RunAsync(NewStep(input));

    private Task<string?> WhyAsync(string input) => NewRunner().WhyRunAsync(NewStep(input), CancellationToken.None);
}
