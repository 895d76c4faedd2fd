using System.Diagnostics;
using System.Globalization;
using Imager.BuildKit.Engine;
using Imager.Core;

namespace Imager.BuildKit.Tests;

[Trait("Category", "Oracle")]
public sealed class PrivateEngineTests : IDisposable
{
    private const string SlowStep = "RUN echo started; exec sleep 86398\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_starts_an_engine_that_is_gone_after_disposal()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var engine = await FindAsync("cache");
        var during = Processes();

        await engine.DisposeAsync();
        await engine.DisposeAsync();

        Assert.True(engine.IsPrivate);
        Assert.True(during >= 3, $"{during} processes");
        Assert.Equal(0, Processes());
        Assert.False(Directory.Exists(Paths("cache").Runtime));
        Assert.DoesNotContain(_folder.Root, File.ReadAllText("/proc/mounts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_starts_an_engine_when_the_cache_folder_has_a_long_path()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var deep = string.Join('/', Enumerable.Repeat("a-folder-with-a-long-name", 8));

        await using var engine = await FindAsync(deep);

        Assert.Contains("Docker/", engine.ServerVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_cleans_up_when_a_killed_run_left_its_files()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        // The recorded process exists, but is not an engine: numbers come again after a reboot.
        var paths = Paths("cache");
        _folder.Write("cache/dockerd/root.pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(paths.Exec);
        File.WriteAllText(paths.DaemonPid, "2");
        File.WriteAllText(paths.Socket, "not a socket");

        await using var engine = await FindAsync("cache");

        Assert.True(engine.IsPrivate);
    }

    [Fact]
    public async Task FindAsync_replaces_an_engine_whose_owner_vanished()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        // An engine that nobody tells to stop: its input stays open although the lock is free.
        var paths = Paths("cache");
        using var orphan = StartOrphan(paths);
        await Task.Delay(1000);

        await using var engine = await FindAsync("cache");

        Assert.True(orphan.HasExited);
        Assert.True(engine.IsPrivate);
    }

    [Fact]
    public async Task FindAsync_waits_when_another_build_uses_the_folder()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var notices = new List<string>();
        var first = await FindAsync("cache");
        var second = BuildEngine.FindAsync(
            DockerdFixture.Options(_folder["cache"]) with { Notice = notices.Add }, CancellationToken.None);
        await Task.Delay(500);
        var isWaiting = !second.IsCompleted;

        await first.DisposeAsync();
        await using var engine = await second;

        Assert.True(isWaiting);
        Assert.Contains("waiting for another build", Assert.Single(notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindAsync_quotes_the_log_when_dockerd_does_not_start()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        // A file where the engine's data should be.
        _folder.Write("cache/dockerd/data/image", "in the way");

        var error = await Assert.ThrowsAsync<HostEnvironmentException>(() => FindAsync("cache"));

        Assert.Equal("IMG4107", error.Code);
        Assert.Contains("not a directory", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Processes());
    }

    [Fact]
    public async Task SolveAsync_explains_when_the_engine_is_killed_and_the_next_run_works()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var progress = new RecordingProgress();
        var request = Request(SlowStep);
        await using (var engine = await FindAsync("cache", attempts: 1))
        {
            var build = engine.SolveAsync(request, progress, CancellationToken.None);
            await progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
            Kill(Paths("cache"));

            var error = await Assert.ThrowsAsync<DependencyException>(() => build);

            Assert.Equal("IMG5101", error.Code);
            Assert.Contains("The private dockerd has died", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, Processes());
        await using var next = await FindAsync("cache");
        await next.SolveAsync(Request("RUN echo again\n"), progress, CancellationToken.None);
        Assert.Contains("again", progress.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_starts_a_new_engine_and_goes_on_when_the_engine_is_killed()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var progress = new RecordingProgress();
        var request = Request("RUN echo ran the first\nRUN echo started; sleep 3\n") with
        {
            Outputs = [new BuildOutput.LocalFolder(_folder["out"])],
        };
        await using var engine = await FindAsync("cache");
        var build = engine.SolveAsync(request, progress, CancellationToken.None);
        await progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        Kill(Paths("cache"));
        await build;

        Assert.True(File.Exists(_folder["out/bin/sh"]));
        Assert.Equal(2, progress.Log.Split("ran the first").Length);
        Assert.Equal(3, progress.Log.Split("started").Length);
    }

    [Fact]
    public async Task SolveAsync_says_so_when_the_engines_disk_is_full()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        _folder.Folder("cache");
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=64m", "none", _folder["cache"]));
        try
        {
            await using var engine = await FindAsync("cache");

            var error = await Assert.ThrowsAsync<DependencyException>(() => engine.SolveAsync(
                Request("RUN dd if=/dev/zero of=/big bs=1048576 count=100\n"), new RecordingProgress(), CancellationToken.None));

            Assert.Equal("IMG5103", error.Code);
            Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
            Assert.Contains($"the file system of {Paths("cache").Folder}", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Run("umount", "-l", _folder["cache"]);
        }
    }

    [Fact]
    public async Task SolveAsync_shows_every_line_when_a_step_prints_much_at_once()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var progress = new RecordingProgress();
        await using var engine = await FindAsync("cache");

        await engine.SolveAsync(Request("COPY busybox /bin/seq\nRUN seq 1 300000\n"), progress, CancellationToken.None);

        Assert.Equal(300_000, progress.Log.Count(character => character == '\n'));
        Assert.EndsWith("\n300000\n", progress.Log.Replace("\r", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_names_the_mirrors_of_Docker_Hub_as_URLs()
    {
        var settings = PrivateEngine.Configuration(_folder["no.json"], ["hub.lan:5000", "http://plain.lan"]);

        Assert.Equal("""{"registry-mirrors":["https://hub.lan:5000","http://plain.lan"]}""", settings.ToJsonString());
    }

    [Fact]
    public async Task DisposeAsync_ends_a_running_build()
    {
        if (!Requirements.CanRunDockerd())
        {
            return;
        }

        var progress = new RecordingProgress();
        var engine = await FindAsync("cache");
        var build = engine.SolveAsync(Request(SlowStep), progress, CancellationToken.None);
        await progress.WaitForLogAsync("started", new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        await engine.DisposeAsync();

        await Assert.ThrowsAsync<DependencyException>(() => build);
        Assert.Equal(0, Processes());
    }

    private Task<BuildEngine> FindAsync(string cache, int attempts = 3) =>
        BuildEngine.FindAsync(DockerdFixture.Options(_folder[cache]) with { Attempts = attempts }, CancellationToken.None);

    private PrivateEnginePaths Paths(string cache) => new(_folder[cache]);

    private BuildRequest Request(string steps)
    {
        _folder.Write("context/Dockerfile", "FROM scratch\nCOPY busybox /bin/sh\nCOPY busybox /bin/sleep\nCOPY busybox /bin/dd\nENV PATH=/bin\n" + steps);
        File.Copy(Requirements.Busybox, _folder["context/busybox"], overwrite: true);
        return new BuildRequest { ContextFolder = _folder["context"] };
    }

    private static Process StartOrphan(PrivateEnginePaths paths)
    {
        Directory.CreateDirectory(paths.Folder);
        Directory.CreateDirectory(paths.Runtime);
        var orphan = Process.Start("unshare", ["--pid", "--fork", "--kill-child", "sh", "-c", "sleep 1000; :", paths.Runtime]);
        Assert.NotNull(orphan);
        File.WriteAllText(paths.RootPid, orphan.Id.ToString(CultureInfo.InvariantCulture));
        return orphan;
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    private static void Kill(PrivateEnginePaths paths)
    {
        using var root = Process.GetProcessById(int.Parse(File.ReadAllText(paths.RootPid), CultureInfo.InvariantCulture));
        root.Kill();
    }

    /// <summary>Processes of engines that belong to this test's folders.</summary>
    private int Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => Path.Combine(folder, "cmdline"))
        .Count(path => CommandLine(path) is var line
            && (line.Contains(_folder.Root, StringComparison.Ordinal) || line.Contains("86398", StringComparison.Ordinal)));

    private static string CommandLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
