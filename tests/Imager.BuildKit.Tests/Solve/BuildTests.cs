using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Imager.BuildKit.Files;
using Imager.Core;

namespace Imager.BuildKit.Tests;

[Trait("Category", "Oracle")]
public sealed class BuildTests(DockerdFixture dockerd) : BuildTestBase(dockerd)
{
    private const string CopyAll = "FROM scratch\nCOPY . /\n";

    [Fact]
    public async Task SolveAsync_writes_the_files_when_the_output_is_a_folder()
    {
        if (!IsReady())
        {
            return;
        }

        Folder.Write("out/sub/out.txt", "an older file");
        Folder.Write("out/kept.txt", "kept");
        var request = Prepare(
            Base + "RUN echo hello > /out.txt\nFROM scratch\nCOPY --from=base /out.txt /sub/out.txt\n",
            new BuildOutput.LocalFolder(Folder["out"]));

        var result = await SolveAsync(request);

        Assert.Equal("hello\n", File.ReadAllText(Folder["out/sub/out.txt"]));
        Assert.Equal("kept", File.ReadAllText(Folder["out/kept.txt"]));
        Assert.Equal(["kept.txt", "out.txt"], Files("out"));
        Assert.True(result.Steps > 3);
    }

    [Fact]
    public async Task SolveAsync_writes_an_archive_when_the_output_is_a_tar()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(CopyAll, new BuildOutput.TarFile(Folder["out/result.tar"]));

        await SolveAsync(request);

        var names = new List<string>();
        using var reader = new TarReader(File.OpenRead(Folder["out/result.tar"]));
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        Assert.Contains("Dockerfile", names);
        Assert.Equal(["result.tar"], Files("out"));
    }

    [Fact]
    public async Task SolveAsync_fills_every_output_when_there_are_several()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(
            Base + "RUN date +%N > /stamp\n",
            new BuildOutput.LocalFolder(Folder["out"]),
            new BuildOutput.TarFile(Folder["out.tar"]),
            new BuildOutput.EngineImage("imager-test/several:1")) with
        { NoCache = true };

        await SolveAsync(request);

        var stamp = File.ReadAllText(Folder["out/stamp"]);
        Assert.Contains(stamp, Encoding.UTF8.GetString(File.ReadAllBytes(Folder["out.tar"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_finds_the_image_when_an_earlier_build_put_it_into_the_engine()
    {
        if (!IsReady())
        {
            return;
        }

        await SolveAsync(Prepare(Base + "RUN echo layered > /layer\n", new BuildOutput.EngineImage("imager-test/base:1")));

        await SolveAsync(Prepare(
            "FROM imager-test/base:1\nRUN cat /layer > /copy\n", new BuildOutput.LocalFolder(Folder["out"])));

        Assert.Equal("layered\n", File.ReadAllText(Folder["out/copy"]));
    }

    [Fact]
    public async Task SolveAsync_takes_every_step_from_the_cache_when_nothing_changed()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "RUN date +%N > /stamp\n", new BuildOutput.LocalFolder(Folder["out"]));
        await SolveAsync(request);
        var first = File.ReadAllText(Folder["out/stamp"]);
        var watch = Stopwatch.StartNew();

        var second = await SolveAsync(request);

        Assert.Equal(first, File.ReadAllText(Folder["out/stamp"]));
        Assert.True(second.CachedSteps >= 4, $"{second.CachedSteps} of {second.Steps} steps were cached");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"an unchanged build took {watch.Elapsed}");
    }

    [Fact]
    public async Task SolveAsync_runs_the_steps_again_when_the_cache_is_off()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "RUN date +%s%N > /stamp; sleep 0.01\n", new BuildOutput.LocalFolder(Folder["out"]));
        await SolveAsync(request);
        var first = File.ReadAllText(Folder["out/stamp"]);
        await Task.Delay(1100);

        await SolveAsync(request with { NoCache = true });

        Assert.NotEqual(first, File.ReadAllText(Folder["out/stamp"]));
    }

    [Fact]
    public async Task SolveAsync_passes_arguments_target_and_labels()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(
            Base + "ARG WHO\nRUN echo \"$WHO\" > /who\nFROM scratch AS unused\nCOPY no-such-file /\n",
            new BuildOutput.LocalFolder(Folder["out"])) with
        {
            Target = "base",
            BuildArguments = new Dictionary<string, string> { ["WHO"] = "it's me, \u00e9" },
            Labels = new Dictionary<string, string> { ["a.b"] = "c" },
        };

        await SolveAsync(request);

        Assert.Equal("it's me, \u00e9\n", File.ReadAllText(Folder["out/who"]));
    }

    [Fact]
    public async Task SolveAsync_shows_a_secret_only_to_the_step_that_mounts_it()
    {
        if (!IsReady())
        {
            return;
        }

        var content = new byte[70_000];
        content.AsSpan().Fill((byte)'s');
        var request = Prepare(
            Base + "RUN --mount=type=secret,id=key --mount=type=secret,id=file,dst=/f wc -c < /run/secrets/key > /size; cat /f > /copy\n",
            new BuildOutput.LocalFolder(Folder["out"])) with
        {
            Secrets =
            [
                BuildSecret.FromBytes("key", content),
                BuildSecret.FromFile("file", Folder.Write("secret.txt", "hush")),
            ],
            NoCache = true,
        };

        await SolveAsync(request);

        Assert.Equal("70000\n", File.ReadAllText(Folder["out/size"]));
        Assert.Equal("hush", File.ReadAllText(Folder["out/copy"]));
        Assert.False(Directory.Exists(Folder["out/run/secrets"]) && Files("out/run/secrets").Count > 0);
    }

    [Fact]
    public async Task SolveAsync_names_the_secret_when_it_was_not_given()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "RUN --mount=type=secret,id=absent,required cat /run/secrets/absent\n") with { NoCache = true };

        var error = await Assert.ThrowsAsync<DependencyException>(() => SolveAsync(request));

        Assert.Contains("absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SolveAsync_leaves_out_what_dockerignore_excludes()
    {
        if (!IsReady())
        {
            return;
        }

        Folder.Write("context/.dockerignore", "# comment\n**/*.o\nnode\n!node/keep\n/busybox\n*.md\n!README.md\n");
        Folder.Write("context/src/a.c", "a");
        Folder.Write("context/src/a.o", "a");
        Folder.Write("context/node/x", "x");
        Folder.Write("context/node/keep", "k");
        Folder.Write("context/NOTES.md", "n");
        Folder.Write("context/README.md", "r");

        await SolveAsync(Prepare(CopyAll, new BuildOutput.LocalFolder(Folder["out"])));

        Assert.Equal([".dockerignore", "Dockerfile", "README.md", "a.c", "keep"], Files("out"));
    }

    [Fact]
    public async Task SolveAsync_sends_a_large_context_and_then_only_what_changed()
    {
        if (!IsReady())
        {
            return;
        }

        var content = new byte[20 * 1024 * 1024];
        for (var i = 0; i < content.Length; i += 4096)
        {
            content[i] = (byte)(i >> 12);
        }

        Folder.WriteBytes("context/big.bin", content);
        var request = Prepare(CopyAll, new BuildOutput.LocalFolder(Folder["out"]));
        await SolveAsync(request);
        Folder.Write("context/small.txt", "new");
        var sent = Progress.Transfers.Count;

        await SolveAsync(request);

        Assert.Equal(content, File.ReadAllBytes(Folder["out/big.bin"]));
        Assert.Equal("new", File.ReadAllText(Folder["out/small.txt"]));
        var again = Progress.Transfers.Skip(sent).Where(transfer => transfer.Id.Contains("context", StringComparison.Ordinal));
        Assert.All(again, transfer => Assert.True(transfer.CurrentBytes < 100_000, $"{transfer}"));
    }

    [Fact]
    public async Task SolveAsync_keeps_links_modes_and_times()
    {
        if (!IsReady())
        {
            return;
        }

        Folder.Write("context/a/file.txt", "linked");
        File.SetUnixFileMode(Folder["context/a/file.txt"], (UnixFileMode)0b100_111_101_000); // 04750
        File.SetLastWriteTimeUtc(Folder["context/a/file.txt"], new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        File.CreateSymbolicLink(Folder["context/a/link"], "../../outside");
        NativeFiles.MakeHardLink(Folder["context/a/file.txt"], Folder["context/a/twin"]);
        Directory.CreateSymbolicLink(Folder["context/dirlink"], "a");
        Folder.Write("context/z-\u00fc-\U0001F600.txt", "name");

        await SolveAsync(Prepare(CopyAll, new BuildOutput.LocalFolder(Folder["out"])));

        Assert.Equal("../../outside", new FileInfo(Folder["out/a/link"]).LinkTarget);
        Assert.Equal("a", new FileInfo(Folder["out/dirlink"]).LinkTarget);
        Assert.Equal("linked", File.ReadAllText(Folder["out/a/twin"]));
        Assert.Equal((UnixFileMode)0b100_111_101_000, File.GetUnixFileMode(Folder["out/a/file.txt"]));
        Assert.Equal(new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc), File.GetLastWriteTimeUtc(Folder["out/a/file.txt"]));
        Assert.Equal("name", File.ReadAllText(Folder["out/z-\u00fc-\U0001F600.txt"]));
    }

    [Fact]
    public async Task SolveAsync_follows_links_to_the_copied_files()
    {
        if (!IsReady())
        {
            return;
        }

        Folder.Write("context/real/deep/file.txt", "found");
        Folder.Write("context/real/other.txt", "not wanted");
        Directory.CreateSymbolicLink(Folder["context/current"], "real");
        var request = Prepare("FROM scratch\nCOPY current/deep/*.txt /\n", new BuildOutput.LocalFolder(Folder["out"]));

        await SolveAsync(request);

        Assert.Equal("found", File.ReadAllText(Folder["out/file.txt"]));
    }

    [Fact]
    public async Task SolveAsync_reads_the_Dockerfile_when_it_lies_elsewhere()
    {
        if (!IsReady())
        {
            return;
        }

        var path = Folder.Write("recipes/Other.dockerfile", "FROM scratch\nCOPY only.txt /\n");
        Folder.Write("context/only.txt", "1");
        var request = new BuildRequest
        {
            ContextFolder = Context,
            DockerfilePath = path,
            Outputs = [new BuildOutput.LocalFolder(Folder["out"])],
        };

        await SolveAsync(request);

        Assert.Equal(["only.txt"], Files("out"));
    }

    [Fact]
    public async Task SolveAsync_makes_one_folder_per_platform_when_there_are_several()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(
            "FROM scratch\nARG TARGETARCH\nCOPY ${TARGETARCH}.txt /arch\nCOPY busybox /\n",
            new BuildOutput.LocalFolder(Folder["out"])) with
        { Platforms = ["linux/amd64", "linux/arm64"] };
        Folder.Write("context/amd64.txt", "amd64");
        Folder.Write("context/arm64.txt", "arm64");

        await SolveAsync(request);

        Assert.Equal("amd64", File.ReadAllText(Folder["out/linux_amd64/arch"]));
        Assert.Equal("arm64", File.ReadAllText(Folder["out/linux_arm64/arch"]));
    }

    [Fact]
    public async Task SolveAsync_reads_named_contexts_when_the_engine_knows_them()
    {
        if (!IsReady() || Engine.ServerVersion.StartsWith("Docker/20.", StringComparison.Ordinal))
        {
            return;
        }

        Folder.Write("extra/file.txt", "from extra");
        var request = Prepare(
            "FROM scratch\nCOPY --from=more file.txt /\n", new BuildOutput.LocalFolder(Folder["out"])) with
        {
            NamedContexts = new Dictionary<string, string> { ["more"] = Folder["extra"] },
        };

        await SolveAsync(request);

        Assert.Equal("from extra", File.ReadAllText(Folder["out/file.txt"]));
    }

    [Fact]
    public async Task SolveAsync_cuts_steps_off_the_network_when_asked()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "RUN ls /sys/class/net > /links\n", new BuildOutput.LocalFolder(Folder["out"]));

        await SolveAsync(request with { Network = BuildNetwork.None });
        var none = File.ReadAllText(Folder["out/links"]);
        await SolveAsync(request with { Network = BuildNetwork.Host, NoCache = true });

        Assert.Equal("lo\n", none);
        Assert.NotEqual("lo\n", File.ReadAllText(Folder["out/links"]));
    }

    [Fact]
    public async Task SolveAsync_runs_builds_side_by_side()
    {
        if (!IsReady())
        {
            return;
        }

        var request = Prepare(Base + "ARG N\nRUN echo $N > /n\n");
        var builds = Enumerable.Range(0, 4).Select(n => Engine.SolveAsync(
            request with
            {
                BuildArguments = new Dictionary<string, string> { ["N"] = $"{n}" },
                Outputs = [new BuildOutput.LocalFolder(Folder[$"out{n}"])],
            },
            new RecordingProgress(),
            CancellationToken.None));

        await Task.WhenAll(builds);

        Assert.Equal("0\n1\n2\n3\n", string.Concat(Enumerable.Range(0, 4).Select(n => File.ReadAllText(Folder[$"out{n}/n"]))));
    }

    private List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(Folder[folder], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
