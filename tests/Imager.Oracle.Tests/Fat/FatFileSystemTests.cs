using System.Diagnostics;
using System.Globalization;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Fat;

[Trait("Category", "Oracle")]
public class FatFileSystemTests
{
    [Theory]
    [InlineData(1, 512, FatType.Fat12)]
    [InlineData(100, 512, FatType.Fat16)]
    [InlineData(100, 512, FatType.Fat32)]
    [InlineData(100, 4096, FatType.Fat16)]
    [InlineData(300, 4096, FatType.Fat32)]
    [InlineData(1101, 512, FatType.Fat32)]
    public void Fsck_is_clean_and_mtools_read_the_same_files(int mebibytes, int sectorBytes, FatType type)
    {
        if (Tool.IsMissing("fsck.vfat", "mcopy", "minfo", "mlabel"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var root = SampleTree();
        var options = new FatOptions
        {
            Size = ByteSize.FromMiB(mebibytes),
            SectorBytes = sectorBytes,
            Type = type,
            Label = "EFI",
            VolumeId = 0xCAFE_BABE,
        };
        var path = artifact.Write(FatFileSystem.Create(options, root));

        var fsck = Tool.Run("fsck.vfat", "-n", "-v", path);
        Assert.True(fsck.ExitCode == 0, fsck.Output + fsck.Error);
        Assert.DoesNotContain("wrong", fsck.Output, StringComparison.OrdinalIgnoreCase);
        var info = Tool.RunChecked("minfo", "-i", path, "::");
        Assert.Contains("serial number: CAFEBABE", info, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"disk type=\"FAT{(int)type switch { 1 => 12, 2 => 16, _ => 32 }}   \"", info, StringComparison.Ordinal);
        Assert.Contains("Volume label is EFI", Tool.RunChecked("mlabel", "-s", "-i", path, "::"), StringComparison.Ordinal);

        Tool.RunChecked("mcopy", "-s", "-Q", "-m", "-i", path, "::", artifact.PathOf("out"));
        foreach (var (name, node) in root.Walk())
        {
            AssertSame(node, artifact.PathOf("out/" + name));
        }

        Assert.Equal(root.Walk().Count(), Directory.GetFileSystemEntries(artifact.PathOf("out"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Fsck_finds_the_damage_when_there_is_some()
    {
        if (Tool.IsMissing("fsck.vfat"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var options = new FatOptions { Size = ByteSize.FromMiB(8), Type = FatType.Fat16 };
        var bytes = FatFileSystem.Create(options, SampleTree()).AsSource().ToArray();
        bytes[512 + 10] ^= 0x40;

        Assert.NotEqual(0, Tool.Run("fsck.vfat", "-n", artifact.Write(bytes, "image.raw")).ExitCode);
    }

    [Fact]
    public void A_thousand_similar_long_names_are_clean()
    {
        if (Tool.IsMissing("fsck.vfat", "mdir"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var tree = new FileTreeBuilder();
        Enumerable.Range(0, 1000).ToList().ForEach(
            index => tree.AddText($"extensions/some-system-extension-{index.ToString("D4", CultureInfo.InvariantCulture)}.raw", "x"));
        var path = artifact.Write(FatFileSystem.Create(new() { Size = ByteSize.FromMiB(64), Label = "BIGDIR" }, tree.Build()));

        var fsck = Tool.Run("fsck.vfat", "-n", path);
        Assert.True(fsck.ExitCode == 0, fsck.Output + fsck.Error);
        Assert.Contains("1002 files", Tool.RunChecked("mdir", "-i", path, "::extensions"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12", 2)]
    [InlineData("16", 32)]
    [InlineData("32", 64)]
    public void TryOpen_reads_what_mkfs_and_mtools_wrote(string bits, int mebibytes)
    {
        if (Tool.IsMissing("mkfs.vfat", "mcopy", "mmd"))
        {
            return;
        }

        using var artifact = new TempArtifact();
        var (image, folder) = (artifact.PathOf("theirs.raw"), Directory.CreateDirectory(artifact.PathOf("in")).FullName);
        foreach (var (name, node) in SampleTree().Walk())
        {
            Materialise(node, Path.Combine(folder, name));
        }

        Tool.RunChecked("mkfs.vfat", "-C", "-F", bits, "-n", "THEIRS", "-i", "0badcafe", image, (mebibytes * 1024).ToString(CultureInfo.InvariantCulture));
        Tool.RunChecked("mcopy", ["-s", "-Q", "-i", image, .. Directory.GetFileSystemEntries(folder), "::"]);

        var volume = FatVolume.TryOpen(new MemorySource(File.ReadAllBytes(image)))!;

        Assert.Equal(("THEIRS", 0x0BAD_CAFEu), (volume.Label, volume.VolumeId));
        Assert.Equal(
            SampleTree().Walk().Select(item => item.Path).Order(StringComparer.Ordinal),
            volume.List().Select(entry => entry.Path).Order(StringComparer.Ordinal));
        Assert.All(
            SampleTree().Walk().Where(item => item.Node is TreeFile),
            item => Assert.Equal(((TreeFile)item.Node).Content.ToArray(), volume.Open(volume.Find(item.Path)!).ToArray()));
    }

    [Fact]
    public void Create_takes_milliseconds_and_little_memory_for_a_2101_MiB_ESP()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/Linux/talos.efi", new MemorySource(new byte[100 << 20]));
        var root = tree.Build();
        var options = new FatOptions { Size = ByteSize.FromMiB(2101), Type = FatType.Fat32, Label = "EFI" };
        FatFileSystem.Create(options, root);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        FatFileSystem.Create(options, root);

        Assert.InRange(watch.ElapsedMilliseconds, 0, 250);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    private static TreeDirectory SampleTree()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/BOOT/BOOTX64.EFI", Pattern(140_891));
        tree.AddFile("EFI/Linux/Talos-v1.10.0-alpha.1.efi", Pattern(300_003));
        tree.AddText("loader/loader.conf", "timeout 10\n");
        tree.AddText("lower.txt", "x");
        tree.AddText("MixedCase.Txt", "x");
        tree.AddText("UPPER.low", "x");
        tree.AddText("exactly thirteen chars".Substring(0, 13), "13");
        tree.AddText("fourteen chars", "14");
        tree.AddText("many.dots.in.name", "x");
        tree.AddText("nothing", string.Empty);
        tree.AddFile("loader/random-seed", new MemorySource(new byte[32]), readOnly: true);
        tree.AddText("a/b/c/d/e/f/deep file name.conf", "deep");
        tree.AddText(new string('l', 200), "long");
        tree.AddDirectory("empty");
        return tree.Build();
    }

    private static MemorySource Pattern(int lengthBytes) =>
        new(Enumerable.Range(0, lengthBytes).Select(index => (byte)((index * 31) + (index >> 8))).ToArray());

    private static void AssertSame(TreeNode node, string path)
    {
        if (node is TreeFile file)
        {
            Assert.Equal(file.Content.ToArray(), File.ReadAllBytes(path));
            Assert.Equal(SourceDateEpoch.Default.Utc.UtcDateTime, File.GetLastWriteTimeUtc(path));
        }
        else
        {
            Assert.True(Directory.Exists(path), path);
        }
    }

    private static void Materialise(TreeNode node, string path)
    {
        if (node is TreeFile file)
        {
            File.WriteAllBytes(path, file.Content.ToArray());
        }
        else
        {
            Directory.CreateDirectory(path);
        }
    }
}
