using Imager.BuildKit.Files;
using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class ContextWalkerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Walk_orders_names_by_their_bytes_and_folders_before_their_content()
    {
        foreach (var name in (string[])["a/x", "a.b", "a-b", "\uFF5E", "\U0001F600", "Z"])
        {
            _folder.Write(name, "1");
        }

        Assert.Equal(["Z", "a", "a/x", "a-b", "a.b", "\uFF5E", "\U0001F600"], Walk());
    }

    [Fact]
    public void Walk_sends_parents_only_when_something_below_is_wanted()
    {
        _folder.Write("a/b/keep.txt", "1");
        _folder.Write("a/other.txt", "1");
        _folder.Write("empty/c/no.txt", "1");

        Assert.Equal(["a", "a/b", "a/b/keep.txt"], Walk(includes: ["a/b/keep.txt", "empty/d"]));
    }

    [Fact]
    public void Walk_takes_everything_below_an_included_folder()
    {
        _folder.Write("a/b/c.txt", "1");
        _folder.Write("z", "1");

        Assert.Equal(["a", "a/b", "a/b/c.txt"], Walk(includes: ["a"]));
    }

    [Fact]
    public void Walk_takes_back_what_an_exception_names_below_an_excluded_folder()
    {
        _folder.Write("a/b/keep/x", "1");
        _folder.Write("a/b/drop", "1");
        _folder.Write("a/c/drop", "1");

        Assert.Equal(["a", "a/b", "a/b/keep", "a/b/keep/x"], Walk(excludes: ["a", "!a/b/keep"]));
    }

    [Fact]
    public void Walk_lets_the_last_matching_pattern_decide()
    {
        _folder.Write("docs/README.md", "1");
        _folder.Write("docs/README-secret.md", "1");
        _folder.Write("docs/x.md", "1");

        Assert.Equal(
            ["docs", "docs/README.md"],
            Walk(excludes: ["**/*.md", "!**/README*.md", "**/README-secret.md"]));
    }

    [Fact]
    public void Walk_excludes_even_what_is_included()
    {
        _folder.Write("a/x", "1");
        _folder.Write("a/y", "1");

        Assert.Equal(["a", "a/y"], Walk(includes: ["a"], excludes: ["**/x"]));
    }

    [Fact]
    public void Walk_names_the_first_sent_path_when_files_are_hard_links()
    {
        _folder.Write("a", "content");
        NativeFiles.MakeHardLink(_folder["a"], _folder["b"]);
        NativeFiles.MakeHardLink(_folder["a"], _folder["c"]);

        var entries = new ContextWalker(_folder.Root, null, new PatternMatcher(["a"])).Walk().ToList();

        Assert.Equal(["b:", "c:b"], entries.Select(entry => $"{entry.Stat.Path}:{entry.Stat.Linkname}"));
        Assert.Equal([7, 0], entries.Select(entry => entry.Stat.Size));
        Assert.Equal([true, false], entries.Select(entry => entry.ContentPath is not null));
    }

    [Fact]
    public void Walk_describes_types_and_modes_in_Gos_bits()
    {
        _folder.Write("file", "1");
        File.SetUnixFileMode(_folder["file"], (UnixFileMode)0b110_100_000_001); // 06401
        _folder.Folder("folder");
        File.SetUnixFileMode(_folder["folder"], (UnixFileMode)0b001_111_101_101); // 01755
        File.CreateSymbolicLink(_folder["link"], "nowhere/at all");
        NativeFiles.MakeNode(_folder["pipe"], 0x1000 | 0x1a4, 0, 0);

        var modes = new ContextWalker(_folder.Root, null, null).Walk().ToDictionary(entry => entry.Stat.Path, entry => entry.Stat);

        Assert.Equal(GoFileMode.SetUserId | GoFileMode.SetGroupId | 0x101u, modes["file"].Mode);
        Assert.Equal(GoFileMode.Directory | GoFileMode.Sticky | 0x1edu, modes["folder"].Mode);
        Assert.Equal(GoFileMode.SymbolicLink | 0x1ffu, modes["link"].Mode);
        Assert.Equal("nowhere/at all", modes["link"].Linkname);
        Assert.Equal(GoFileMode.NamedPipe, modes["pipe"].Mode & ~GoFileMode.Permissions);
        Assert.All(modes.Values, stat => Assert.Equal((0u, 0u), (stat.Uid, stat.Gid)));
    }

    [Fact]
    public void Walk_reads_modification_times_to_the_nanosecond()
    {
        _folder.Write("file", "1");
        NativeFiles.SetModified(_folder["file"], 1_234_567_890_123_456_789);
        _folder.Write("old", "1");
        NativeFiles.SetModified(_folder["old"], -1);

        var times = new ContextWalker(_folder.Root, null, null).Walk().Select(entry => entry.Stat.ModTime);

        Assert.Equal([1_234_567_890_123_456_789, -1], times);
    }

    [Fact]
    public void Walk_fails_with_the_name_when_the_folder_cannot_be_listed()
    {
        var error = Assert.Throws<FileAccessException>(
            () => new ContextWalker(_folder["absent"], null, null).Walk().ToList());

        Assert.Contains(_folder["absent"], error.Message, StringComparison.Ordinal);
    }

    private List<string> Walk(string[]? includes = null, string[]? excludes = null) =>
        [.. new ContextWalker(
            _folder.Root,
            includes is null ? null : new PatternMatcher(includes),
            excludes is null ? null : new PatternMatcher(excludes)).Walk().Select(entry => entry.Stat.Path)];
}
