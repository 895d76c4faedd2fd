using Imager.Core;
using Imager.Formats.Ext4;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;
using Imager.Oracle.Tests.Xfs;

namespace Imager.Oracle.Tests.Ext4;

[Trait("Category", "Oracle")]
public sealed class Ext4FileSystemTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(129)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Create_is_clean_for_e2fsck_and_listed_by_debugfs(long mebibytes)
    {
        if (Tool.IsMissing("e2fsck", "debugfs"))
        {
            return;
        }

        using var folder = new TempArtifact();

        var image = folder.Write(Ext4FileSystem.Create(Options(mebibytes), Cache().Build()));

        Tool.RunChecked("e2fsck", "-f", "-n", image);
        Assert.Contains("entry-00479.dtbo", Tool.RunChecked("debugfs", "-R", "ls -p /leaf-form", image), StringComparison.Ordinal);
        Tool.RunChecked("debugfs", "-R", $"dump /A/initramfs.xz {folder.PathOf("dumped")}", image);
        Assert.Equal(XfsSamples.Pattern(5_000_000), File.ReadAllBytes(folder.PathOf("dumped")));
        Assert.Contains("Fast link dest: \"A/vmlinuz\"", Tool.RunChecked("debugfs", "-R", "stat /short-link", image), StringComparison.Ordinal);
    }

    [Fact]
    public void E2fsck_complains_when_one_bitmap_byte_is_changed()
    {
        if (Tool.IsMissing("e2fsck"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(Ext4FileSystem.Create(Options(40), Cache().Build()));
        using (var file = File.OpenWrite(image))
        {
            file.Position = 2 * 4096;
            file.WriteByte(0);
        }

        Assert.NotEqual(0, Tool.Run("e2fsck", "-f", "-n", image).ExitCode);
    }

    [Fact]
    public void Create_is_clean_when_empty_or_when_a_file_needs_extent_blocks()
    {
        if (Tool.IsMissing("e2fsck"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = new FileTreeBuilder();
        var large = new ExtentMapBuilder();
        large.Add(0, XfsSamples.Pattern(100));
        large.Add((1L << 30) - 5, XfsSamples.Pattern(5));
        tree.AddFile("large", large.Build(1L << 30).AsSource());
        Enumerable.Range(0, 20).ToList().ForEach(index => XfsSamples.AddMany(tree, $"d{index}", 900));

        var populated = folder.Write(Ext4FileSystem.Create(Options(2000), tree.Build()));
        var empty = folder.Write(Ext4FileSystem.Create(Options(2), new FileTreeBuilder().Build()), "empty.raw");

        Tool.RunChecked("e2fsck", "-f", "-n", populated);
        Tool.RunChecked("e2fsck", "-f", "-n", empty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-b 1024")]
    [InlineData("-O ^has_journal,^metadata_csum,^64bit,^flex_bg")]
    [InlineData("-I 128")]
    public void Reader_equals_the_source_when_mke2fs_populated_the_image(string mkfsOptions)
    {
        if (Tool.IsMissing("mkfs.ext4"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var tree = Cache();
        XfsSamples.AddMany(tree, "thousands", 3000);
        var root = tree.Build();
        XfsSamples.WriteTo(folder.PathOf("tree"), root);
        var image = folder.PathOf("mkfs.raw");
        Tool.RunChecked("truncate", "-s", "100M", image);
        string[] more = mkfsOptions.Length == 0 ? [] : mkfsOptions.Split(' ');
        Tool.RunChecked("mkfs.ext4", ["-q", "-L", "IMAGECACHE", "-U", $"{XfsSamples.Uuid}", .. more, "-d", folder.PathOf("tree"), image]);

        var read = Ext4Reader.Open(new FileBytes(image));

        Assert.Equal(("IMAGECACHE", XfsSamples.Uuid), (read.Label, read.Uuid));
        Assert.Equal(XfsSamples.Listing(root), XfsSamples.Listing(WithoutLostAndFound(read.ReadTree())));
    }

    [Fact]
    public void Linux_mounts_our_image_for_writing_and_leaves_it_clean()
    {
        if (!LoopMount.CanMount("ext4") || Tool.IsMissing("e2fsck"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(Ext4FileSystem.Create(Options(300), Cache().Build()));

        LoopMount.Use(image, folder.PathOf("mount"), mount =>
        {
            Assert.Equal(XfsSamples.Pattern(5_000_000), File.ReadAllBytes(Path.Combine(mount, "A", "initramfs.xz")));
            Assert.Equal(new string('x', 1000), new FileInfo(Path.Combine(mount, "long-link")).LinkTarget);
            Directory.Delete(Path.Combine(mount, "leaf-form"), recursive: true);
            Directory.CreateDirectory(Path.Combine(mount, "new"));
            Enumerable.Range(0, 300).ToList().ForEach(index => File.WriteAllText(Path.Combine(mount, "new", $"f{index}"), "x"));
        });

        Tool.RunChecked("e2fsck", "-f", "-n", image);
        var read = Ext4Reader.Open(new FileBytes(image)).ReadTree();
        Assert.Equal(300, ((TreeDirectory)read.Children.Single(node => node.Name == "new")).Children.Count);
    }

    private static Ext4Options Options(long mebibytes) =>
        new(ByteSize.FromMiB(mebibytes), "IMAGECACHE", XfsSamples.Uuid, XfsSamples.Uuid, SourceDateEpoch.Default);

    private static FileTreeBuilder Cache() => XfsSamples.Boot();

    private static TreeDirectory WithoutLostAndFound(TreeDirectory root) =>
        root with { Children = [.. root.Children.Where(node => node.Name != "lost+found")] };
}
