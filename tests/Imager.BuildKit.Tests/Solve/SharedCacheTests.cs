using Imager.Core;

namespace Imager.BuildKit.Tests;

/// <summary>What one engine has built, another one with an empty cache need not build again.</summary>
[Trait("Category", "Oracle")]
public sealed class SharedCacheTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    // What a step writes tells whether it ran again: no two runs read the same.
    private const string Once = "cat /proc/sys/kernel/random/uuid";
    private const string Steps = $"RUN {Once} > /one; echo RAN-ONE\nFROM base AS last\nCOPY --from=mid /one /\nRUN {Once} > /two; echo RAN-TWO\n";

    [Fact]
    public async Task A_second_engine_runs_no_step_when_the_cache_is_in_a_registry()
    {
        if (!BuildkitdProcess.IsHere() || !LoopbackRegistry.IsHere())
        {
            return;
        }

        using var registry = new LoopbackRegistry(Folder);
        var cache = $"type=registry,ref=127.0.0.1:{registry.Port}/cache:recipe";

        await ExportAsync(BuildCache.Parse(cache + ",mode=max"), Request());
        await AssertNothingRunsAsync(BuildCache.Parse(cache));
        await AssertEverythingRunsAsync();
    }

    [Fact]
    public async Task A_second_engine_runs_no_step_when_the_cache_is_in_a_folder()
    {
        if (!BuildkitdProcess.IsHere())
        {
            return;
        }

        var export = new BuildCache("local", new Dictionary<string, string> { ["dest"] = Folder["cache"], ["mode"] = "max" });
        var import = new BuildCache("local", new Dictionary<string, string> { ["src"] = Folder["cache"] });

        await ExportAsync(export, Request());
        await AssertNothingRunsAsync(import);

        Assert.Empty(Directory.EnumerateFiles(Folder["cache"], "*.tmp", SearchOption.AllDirectories));
        Assert.True(File.Exists(Folder["cache/index.json"]));
    }

    [Fact]
    public async Task A_folder_without_a_cache_is_an_empty_one()
    {
        if (!BuildkitdProcess.IsHere())
        {
            return;
        }

        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var import = new BuildCache("local", new Dictionary<string, string> { ["src"] = Folder["nothing"] });

        await engine.SolveAsync(Request() with { CacheImports = [import] }, Progress, CancellationToken.None);

        Assert.Contains("RAN-TWO", Progress.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_engine_runs_no_step_when_the_cache_is_inside_a_pushed_image()
    {
        if (!BuildkitdProcess.IsHere() || !LoopbackRegistry.IsHere())
        {
            return;
        }

        using var registry = new LoopbackRegistry(Folder);
        var name = $"127.0.0.1:{registry.Port}/image:one";
        var output = new BuildOutput.LocalFolder(Folder["out"]);
        var single = Prepare(Base + $"RUN {Once} > /two; echo RAN-TWO\n") with
        {
            Outputs = [new BuildOutput.PushedImage(name, PlainHttp: true), output],
        };

        await ExportAsync(new BuildCache("inline", new Dictionary<string, string>()), single);
        await AssertNothingRunsAsync(BuildCache.Parse(name), Prepare(Base + $"RUN {Once} > /two; echo RAN-TWO\n"));
    }

    [Fact]
    public async Task SolveAsync_says_what_to_use_when_the_engine_cannot_export_or_import_a_cache()
    {
        if (!IsReady() || !Engine.ServerVersion.StartsWith("Docker/20.", StringComparison.Ordinal))
        {
            return;
        }

        var request = Request();
        var local = new BuildCache("local", new Dictionary<string, string> { ["src"] = Folder["cache"] });
        var folder = Request() with { CacheImports = [local] };

        var export = await Assert.ThrowsAsync<UnsupportedException>(
            () => SolveAsync(request with { CacheExports = [BuildCache.Parse("type=registry,ref=127.0.0.1:5000/x")] }));
        var import = await Assert.ThrowsAsync<UnsupportedException>(() => SolveAsync(folder));

        Assert.Equal(("IMG3103", "IMG3105"), (export.Code, import.Code));
        Assert.Contains("BUILDER=", export.Message, StringComparison.Ordinal);
        Assert.Contains("BUILDER=", import.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_names_the_missing_folder_of_a_local_cache()
    {
        if (!IsReady())
        {
            return;
        }

        var none = new BuildCache("local", new Dictionary<string, string>());

        var error = await Assert.ThrowsAsync<InvalidInputException>(
            () => SolveAsync(Request() with { CacheImports = [none], CacheExports = [none] }));

        Assert.Equal("IMG2693", error.Code);
        Assert.Contains("src=FOLDER", error.Message, StringComparison.Ordinal);
        Assert.Contains("dest=FOLDER", error.Message, StringComparison.Ordinal);
    }

    private BuildRequest Request() =>
        Prepare(Base + "FROM base AS mid\n" + Steps, new BuildOutput.LocalFolder(Folder["out"]));

    private static async Task ExportAsync(BuildCache export, BuildRequest request)
    {
        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var progress = new RecordingProgress();
        await engine.SolveAsync(request with { CacheExports = [export] }, progress, CancellationToken.None);
        Assert.Contains("RAN-TWO", progress.Log, StringComparison.Ordinal);
    }

    private async Task AssertNothingRunsAsync(BuildCache import, BuildRequest? request = null)
    {
        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var progress = new RecordingProgress();
        var output = new BuildOutput.LocalFolder(Folder["again"]);
        await engine.SolveAsync(
            (request ?? Request()) with { CacheImports = [import], Outputs = [output] }, progress, CancellationToken.None);

        Assert.Equal(File.ReadAllText(Folder["out/two"]), File.ReadAllText(Folder["again/two"]));
        Assert.DoesNotContain("RAN-", progress.Log, StringComparison.Ordinal);
    }

    private async Task AssertEverythingRunsAsync()
    {
        using var buildkitd = new BuildkitdProcess();
        await using var engine = await buildkitd.ConnectAsync();
        var progress = new RecordingProgress();
        var output = new BuildOutput.LocalFolder(Folder["control"]);
        await engine.SolveAsync(Request() with { Outputs = [output] }, progress, CancellationToken.None);
        Assert.Contains("RAN-ONE", progress.Log, StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllText(Folder["out/two"]), File.ReadAllText(Folder["control/two"]));
    }
}
