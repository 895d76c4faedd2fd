using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Fat;

public class FatVolumeTests
{
    [Theory]
    [InlineData(1, 512, FatType.Fat12)]
    [InlineData(16, 512, FatType.Fat16)]
    [InlineData(40, 512, FatType.Fat32)]
    [InlineData(20, 4096, FatType.Fat16)]
    [InlineData(300, 4096, FatType.Fat32)]
    public void List_and_Open_return_what_was_written(int mebibytes, int sectorBytes, FatType type)
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/BOOT/BOOTX64.EFI", Pattern(100_001));
        tree.AddFile("EFI/Linux/Talos-v1.10.0-alpha.1.efi", Pattern(200_003));
        tree.AddText("loader/loader.conf", "timeout 10\n");
        tree.AddText("näme with ünïcode \U0001F600.txt", "x");
        tree.AddFile("loader/random-seed", new MemorySource(new byte[32]), readOnly: true);
        tree.AddDirectory("empty");
        tree.AddText("nothing", string.Empty);
        var root = tree.Build();
        var options = new FatOptions { Size = ByteSize.FromMiB(mebibytes), SectorBytes = sectorBytes, Label = "EFI", VolumeId = 7, HiddenSectors = 2048 };

        var volume = FatVolume.TryOpen(FatFileSystem.Create(options, root).AsSource())!;

        Assert.Equal((type, "EFI", 7u, 2048u), (volume.Geometry.Type, volume.Label, volume.VolumeId, volume.HiddenSectors));
        var listed = volume.List();
        Assert.Equal(root.Walk().Select(item => item.Path).Order(StringComparer.Ordinal), listed.Select(entry => entry.Path).Order(StringComparer.Ordinal));
        Assert.All(
            listed.Where(entry => !entry.IsDirectory),
            entry => Assert.Equal(
                ((TreeFile)root.Walk().Single(item => item.Path == entry.Path).Node).Content.ToArray(), volume.Open(entry).ToArray()));
        Assert.Equal(SourceDateEpoch.Default.Utc, listed[0].ModifiedUtc);
        Assert.True(volume.Find("LOADER/Random-Seed")!.Attributes.HasFlag(FatAttributes.ReadOnly));
        Assert.Null(volume.Find("loader/none"));
    }

    [Fact]
    public void List_shows_short_names_as_they_were_chosen()
    {
        var tree = new FileTreeBuilder();
        string[] names = ["BOOTX64.EFI", "grub", "Grub.cfg", "initramfs.xz", "initramfs.xz.old", "a.b.c", ".hidden", "1234567~1", "+plus"];
        names.ToList().ForEach(name => tree.AddText(name, "x"));
        var volume = FatVolume.TryOpen(FatFileSystem.Create(new() { Size = ByteSize.FromMiB(1) }, tree.Build()).AsSource())!;

        Assert.Equal(
            [
                "+plus=_PLUS~1", ".hidden=HIDDEN~1", "1234567~1=123456~1", "BOOTX64.EFI=BOOTX64.EFI", "Grub.cfg=GRUB~1.CFG",
                "a.b.c=AB~1.C", "grub=GRUB", "initramfs.xz=INITRA~1.XZ", "initramfs.xz.old=INITRA~1.OLD",
            ],
            volume.List().Select(entry => $"{entry.Name}={entry.ShortName}"));
    }

    [Fact]
    public void List_numbers_similar_names_and_avoids_taken_ones()
    {
        var tree = new FileTreeBuilder();
        Enumerable.Range(100, 150).ToList().ForEach(index => tree.AddText($"extension-{index}.raw", "x"));
        tree.AddText("EXTENS~2.RAW", "x");
        var volume = FatVolume.TryOpen(FatFileSystem.Create(new() { Size = ByteSize.FromMiB(1) }, tree.Build()).AsSource())!;

        var entries = volume.List();

        Assert.Equal(151, entries.Select(entry => entry.ShortName).Distinct().Count());
        Assert.Equal(["EXTENS~2.RAW", "EXTENS~1.RAW", "EXTENS~3.RAW"], entries.Take(3).Select(entry => entry.ShortName));
        Assert.Equal("EXTE~151.RAW", entries[^1].ShortName);
    }

    [Fact]
    public void Open_joins_neighbouring_clusters_into_one_extent()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("big", Pattern(1 << 20));
        var volume = FatVolume.TryOpen(FatFileSystem.Create(new() { Size = ByteSize.FromMiB(4) }, tree.Build()).AsSource())!;

        var map = ((ExtentMapSource)volume.Open(volume.List()[0])).Map;

        Assert.Single(map.Extents);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(65536)]
    public void TryOpen_returns_null_when_there_is_no_fat(int lengthBytes)
    {
        Assert.Null(FatVolume.TryOpen(new MemorySource(new byte[lengthBytes])));
    }

    [Fact]
    public void TryOpen_refuses_a_truncated_volume()
    {
        var bytes = SmallFat16();

        var error = Assert.Throws<InvalidInputException>(() => FatVolume.TryOpen(new MemorySource(bytes.AsMemory(0, bytes.Length - 1))));

        Assert.Equal("IMG2219", error.Code);
        Assert.Contains("8388608 bytes, but only 8388607", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "reaches entry 0x0 after 512 of 2000 bytes")]
    [InlineData(0xFFF7, "reaches entry 0xFFF7 after 512 of 2000 bytes")]
    [InlineData(0xFFFF, "reaches entry 0xFFFF after 512 of 2000 bytes")]
    public void Open_refuses_a_chain_that_ends_early_or_leaves_the_volume(int entry, string problem)
    {
        var bytes = SmallFat16();
        var volume = FatVolume.TryOpen(new MemorySource(bytes))!;
        var file = volume.Find("dir/file")!;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(512 + ((int)file.FirstCluster * 2)), (ushort)entry);

        var error = Assert.Throws<InvalidInputException>(() => FatVolume.TryOpen(new MemorySource(bytes))!.Open(file));

        Assert.Equal("IMG2218", error.Code);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_refuses_a_size_larger_than_the_volume()
    {
        var volume = FatVolume.TryOpen(new MemorySource(SmallFat16()))!;
        var file = volume.Find("dir/file")! with { SizeBytes = uint.MaxValue };

        Assert.Equal("IMG2222", Assert.Throws<InvalidInputException>(() => volume.Open(file)).Code);
    }

    [Fact]
    public void List_ends_when_directories_form_a_circle()
    {
        var bytes = SmallFat16();
        var volume = FatVolume.TryOpen(new MemorySource(bytes))!;
        var directory = (int)volume.Geometry.ClusterOffsetBytes(volume.Find("dir")!.FirstCluster);
        // Turn the third entry (after . and ..) into a directory that is its own parent.
        bytes[directory + 64 + 11] = (byte)FatAttributes.Directory;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(directory + 64 + 26), (ushort)volume.Find("dir")!.FirstCluster);

        Assert.Equal(["dir", "dir/file"], FatVolume.TryOpen(new MemorySource(bytes))!.List().Select(entry => entry.Path));
    }

    [Fact]
    public void List_ends_when_a_chain_forms_a_circle()
    {
        var bytes = SmallFat16();
        var cluster = (int)FatVolume.TryOpen(new MemorySource(bytes))!.Find("dir")!.FirstCluster;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(512 + (cluster * 2)), (ushort)cluster);

        Assert.Equal(["dir", "dir/file"], FatVolume.TryOpen(new MemorySource(bytes))!.List().Select(entry => entry.Path));
    }

    [Fact]
    public void TryOpen_and_List_survive_any_single_damaged_byte_of_the_metadata()
    {
        var bytes = SmallFat16();
        var unexpected = Enumerable.Range(0, 512).Concat(Enumerable.Range(512 + (65 * 512), 32768)).Select(offset =>
        {
            bytes[offset] ^= 0xFF;
            var error = Record.Exception(() => FatVolume.TryOpen(new MemorySource(bytes))?.List());
            bytes[offset] ^= 0xFF;
            return error;
        }).Where(error => error is not (null or InvalidInputException));

        Assert.Empty(unexpected);
    }

    private static byte[] SmallFat16()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("dir/file", Pattern(2000));
        return FatFileSystem.Create(new() { Size = ByteSize.FromMiB(8), Type = FatType.Fat16 }, tree.Build()).AsSource().ToArray();
    }

    private static MemorySource Pattern(int lengthBytes) =>
        new(Enumerable.Range(0, lengthBytes).Select(index => (byte)((index * 31) + (index >> 8))).ToArray());
}
