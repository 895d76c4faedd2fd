using Google.Protobuf;
using Imager.BuildKit.Files;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class DirectoryReceiverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../escape")]
    [InlineData("/absolute")]
    [InlineData("a/../../b")]
    [InlineData("not-announced/file")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("")]
    public void Announce_refuses_paths_that_are_not_clean_and_below_an_announced_folder(string path)
    {
        using var receiver = new DirectoryReceiver(_folder["out"]);

        var error = Assert.Throws<DependencyException>(() => receiver.Announce(new Stat { Path = path, Mode = 0x1a4 }));

        Assert.Equal("IMG5111", error.Code);
    }

    [Fact]
    public void Announce_does_not_write_through_a_link_in_place_of_a_folder()
    {
        _folder.Folder("elsewhere");
        _folder.Folder("out");
        Directory.CreateSymbolicLink(_folder["out/sub"], _folder["elsewhere"]);
        using var receiver = new DirectoryReceiver(_folder["out"]);

        receiver.Announce(new Stat { Path = "sub", Mode = GoFileMode.Directory | 0x1ed });
        receiver.Announce(new Stat { Path = "sub/link", Mode = GoFileMode.SymbolicLink | 0x1ff, Linkname = "x" });

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["elsewhere"]));
        Assert.Equal("x", new FileInfo(_folder["out/sub/link"]).LinkTarget);
    }

    [Fact]
    public void Announce_does_not_follow_a_link_announced_as_parent()
    {
        using var receiver = new DirectoryReceiver(_folder["out"]);
        receiver.Announce(new Stat { Path = "sub", Mode = GoFileMode.SymbolicLink | 0x1ff, Linkname = "/tmp" });

        Assert.Throws<DependencyException>(() => receiver.Announce(new Stat { Path = "sub/file", Mode = 0x1a4 }));
    }

    [Fact]
    public async Task AppendAsync_shows_nothing_at_the_final_path_before_the_file_is_complete()
    {
        _folder.Write("out/file", "old");
        using (var receiver = new DirectoryReceiver(_folder["out"]))
        {
            var id = receiver.Announce(new Stat { Path = "file", Mode = 0x1a4 });
            Assert.NotNull(id);

            await receiver.AppendAsync(id.Value, ByteString.CopyFromUtf8("half"), CancellationToken.None);

            Assert.Equal("old", File.ReadAllText(_folder["out/file"]));
            Assert.Equal(1, receiver.Missing);
        }

        Assert.Equal("old", File.ReadAllText(_folder["out/file"]));
        Assert.Equal([_folder["out/file"]], Directory.EnumerateFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public async Task Complete_makes_links_and_stamps_folders()
    {
        using var receiver = new DirectoryReceiver(_folder["out"]);
        receiver.Announce(new Stat { Path = "sub", Mode = GoFileMode.Directory | 0x16d, ModTime = 5_000_000_000 });
        var id = receiver.Announce(new Stat { Path = "sub/file", Mode = 0x120, ModTime = 7_000_000_001 });
        receiver.Announce(new Stat { Path = "sub/twin", Mode = 0x120, Linkname = "sub/file" });
        Assert.Equal(1u, id);
        await receiver.AppendAsync(1, ByteString.CopyFromUtf8("data"), CancellationToken.None);
        await receiver.AppendAsync(1, ByteString.Empty, CancellationToken.None);

        receiver.Complete();

        var file = NativeFiles.Look(_folder["out/sub/file"]);
        Assert.Equal((7_000_000_001, 2u, 0x8120u), (file!.Value.ModifiedNanoseconds, file.Value.Links, file.Value.PosixMode));
        Assert.Equal(5_000_000_000, NativeFiles.Look(_folder["out/sub"])!.Value.ModifiedNanoseconds);
        Assert.Equal("data", File.ReadAllText(_folder["out/sub/twin"]));
    }

    [Fact]
    public void Constructor_removes_what_a_killed_process_left_and_nothing_else()
    {
        var stale = _folder.Write("out/.imager-999999999-1.tmp", "half");
        var alive = _folder.Write($"out/.imager-{Environment.ProcessId}-999.tmp", "being written");

        using var receiver = new DirectoryReceiver(_folder["out"]);

        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(alive));
    }
}
