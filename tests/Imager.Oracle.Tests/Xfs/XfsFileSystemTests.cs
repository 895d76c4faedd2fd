using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Xfs;

[Trait("Category", "Oracle")]
public sealed class XfsFileSystemTests
{
    [Theory]
    [InlineData(512, 300)]
    [InlineData(4096, 300)]
    [InlineData(512, 1000)]
    [InlineData(4096, 2000)]
    [InlineData(512, 301)]
    [InlineData(512, 5_000_000)]
    public void Create_is_clean_for_xfs_repair_when_populated(int sectorBytes, long mebibytes)
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var path = folder.Write(XfsSamples.Image(sectorBytes, mebibytes));

        Tool.RunChecked("xfs_repair", "-n", "-f", path);
    }

    [Fact]
    public void Xfs_repair_complains_when_one_metadata_byte_is_changed()
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var path = folder.Write(XfsSamples.Image());
        using (var file = File.OpenWrite(path))
        {
            file.Position = 4096;
            file.WriteByte(0);
        }

        Assert.NotEqual(0, Tool.Run("xfs_repair", "-n", "-f", path).ExitCode);
    }

    [Fact]
    public void Create_is_clean_for_xfs_repair_when_empty()
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var path = folder.Write(XfsFileSystem.Create(XfsSamples.Options(), new FileTreeBuilder().Build()));

        Tool.RunChecked("xfs_repair", "-n", "-f", path);
    }

    [Fact]
    public void Create_is_clean_for_xfs_repair_when_a_file_spans_groups_and_there_are_many_inodes()
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = new FileTreeBuilder();
        tree.AddFile("big", ExtentMapOf(220L << 20).AsSource());
        Enumerable.Range(0, 12).ToList().ForEach(index => XfsSamples.AddMany(tree, $"d{index}", 100));

        var path = folder.Write(XfsFileSystem.Create(XfsSamples.Options(), tree.Build()));

        Tool.RunChecked("xfs_repair", "-n", "-f", path);
    }

    [Fact]
    public void Create_is_clean_for_xfs_repair_when_a_file_has_more_blocks_than_one_extent_holds()
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = new FileTreeBuilder();
        tree.AddFile("huge", ExtentMapOf(9L << 30).AsSource());

        var path = folder.Write(XfsFileSystem.Create(XfsSamples.Options(60_000), tree.Build()));

        Tool.RunChecked("xfs_repair", "-n", "-f", path);
    }

    [Fact]
    public void Create_keeps_every_field_that_mkfs_writes()
    {
        if (Tool.IsMissing("mkfs.xfs", "xfs_db"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var theirs = folder.PathOf("theirs.raw");
        Tool.RunChecked("truncate", "-s", "300M", theirs);
        Tool.RunChecked("mkfs.xfs", "-q", "-L", "BOOT", "-m", $"uuid={XfsSamples.Uuid}", theirs);
        var ours = folder.Write(XfsFileSystem.Create(XfsSamples.Options(), new FileTreeBuilder().Build()));
        string[] ask = ["-r", "-c", "sb 0", "-c", "p"];

        var differences = Lines(Tool.RunChecked("xfs_db", [.. ask, ours])).Except(Lines(Tool.RunChecked("xfs_db", [.. ask, theirs])));

        // The counters differ by what the root directory and the free list take, the checksum follows.
        string[] expected = ["fdblocks", "crc", "logstart"];
        Assert.All(differences, line => Assert.Contains(line.Split(' ')[0], expected));
    }

    [Fact]
    public void Create_is_readable_by_grub()
    {
        if (Tool.IsMissing("grub-fstest"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(XfsSamples.Image());
        var kernel = folder.Write(XfsSamples.Pattern(1_234_567), "vmlinuz");
        var other = folder.Write(XfsSamples.Pattern(1_234_568), "other");

        Tool.RunChecked("grub-fstest", image, "cmp", "(loop0)/A/vmlinuz", kernel);
        Tool.RunChecked("grub-fstest", image, "cmp", "(loop0)/short-link", kernel);
        Tool.RunChecked("grub-fstest", image, "cmp", "(loop0)/leaf-form/entry-00007.dtbo", folder.Write("7\n"u8, "seven"));
        Assert.Contains("entry-00479.dtbo", Tool.RunChecked("grub-fstest", image, "ls", "(loop0)/leaf-form"), StringComparison.Ordinal);
        Assert.NotEqual(0, Tool.Run("grub-fstest", image, "cmp", "(loop0)/A/vmlinuz", other).ExitCode);
    }

    private static string[] Lines(string text) => text.Split('\n');

    /// <summary>A file of this size with a few bytes at its start and end; the rest is a hole.</summary>
    private static ExtentMap ExtentMapOf(long lengthBytes)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, XfsSamples.Pattern(5000));
        builder.Add(lengthBytes - 100, XfsSamples.Pattern(100));
        return builder.Build(lengthBytes);
    }
}
