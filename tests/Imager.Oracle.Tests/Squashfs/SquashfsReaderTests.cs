using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Squashfs;

[Trait("Category", "Oracle")]
public sealed class SquashfsReaderTests
{
    [Theory]
    [InlineData("zstd", "-b", "128K")]
    [InlineData("xz", "-b", "1M")]
    [InlineData("gzip", "-b", "4K")]
    [InlineData("zstd", "-b", "64K", "-always-use-fragments")]
    [InlineData("gzip", "-noI", "-noD", "-noF")]
    [InlineData("xz", "-no-fragments", "-Xdict-size", "50%")]
    public void ReadTree_returns_what_mksquashfs_wrote(string compression, params string[] options)
    {
        if (Tool.IsMissing("mksquashfs", "find"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var sample = FolderTree.CreateSample(folder);
        var image = folder.PathOf("theirs.sqsh");
        Tool.RunChecked("mksquashfs", [sample, image, "-noappend", "-no-progress", "-quiet", "-comp", compression, .. options]);

        var read = SquashfsReader.Open(new FileBytes(image)).ReadTree();

        Assert.Equal(FolderTree.Read(sample).Walk().Select(Describe), read.Walk().Select(Describe));
    }

    private static string Describe((string Path, TreeNode Node) item) => item.Node switch
    {
        TreeFile file => $"{item.Path} {file.Mode} {file.LinkGroup is not null} {SampleDisks.Hash(ExtentMap.FromSource(file.Content))}",
        TreeSymlink link => $"{item.Path} -> {link.Target}",
        _ => $"{item.Path} {item.Node.Mode}",
    };
}
