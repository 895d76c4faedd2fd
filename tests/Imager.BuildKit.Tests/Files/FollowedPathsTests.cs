using Imager.BuildKit.Files;

namespace Imager.BuildKit.Tests;

public sealed class FollowedPathsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FollowedPathsTests()
    {
        _folder.Write("real/deep/file.txt", "1");
        Directory.CreateSymbolicLink(_folder["current"], "real");
        File.CreateSymbolicLink(_folder["real/deep/link.txt"], "../../../../outside/../target.txt");
        File.CreateSymbolicLink(_folder["absolute"], "/real/deep");
        File.CreateSymbolicLink(_folder["loop"], "loop");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain/file", "plain/file")]
    [InlineData("current/deep/file.txt", "current,real/deep/file.txt")]
    [InlineData("real/deep/link.txt", "real/deep/link.txt,target.txt")]
    [InlineData("absolute/file.txt", "absolute,real/deep/file.txt")]
    [InlineData("real/deep/*.txt", "real/deep/*.txt,target.txt")]
    [InlineData("../../up", "up")]
    [InlineData("loop", "loop")]
    [InlineData("loop/x", "loop")]
    public void Resolve_adds_links_and_their_targets(string path, string expected) =>
        Assert.Equal(expected.Split(','), FollowedPaths.Resolve(_folder.Root, [path]));

    [Theory]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("a/..")]
    public void Resolve_is_null_when_the_whole_tree_is_wanted(string path) =>
        Assert.Null(FollowedPaths.Resolve(_folder.Root, ["x", path]));
}
