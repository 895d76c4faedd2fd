using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Iso9660;

public sealed class IsoImageTests
{
    private const int Sector = 2048;

    [Fact]
    public void Create_writes_the_documented_bytes_when_the_tree_is_one_file()
    {
        var image = IsoImage.Create(Options(), Tree(("a", "hello")));

        // 16 primary, 17 terminator, 18 and 19 path tables, 20 root directory, 21 continuation area, 22 the file.
        Assert.Equal(23 * Sector, image.Map.LengthBytes);
        Assert.Equal("CD001"u8, Read(image, (16 * Sector) + 1, 5));
        Assert.Equal([23, 0, 0, 0, 0, 0, 0, 23], Read(image, (16 * Sector) + 80, 8));
        Assert.Equal("2025100908532000\0"u8, Read(image, (16 * Sector) + 813, 17));
        Assert.Equal([255, .. "CD001"u8, 1], Read(image, 17 * Sector, 7));
        Assert.Equal([1, 0, 20, 0, 0, 0, 1, 0, 0, 0], Read(image, 18 * Sector, 10));
        Assert.Equal([1, 0, 0, 0, 0, 20, 0, 1, 0, 0], Read(image, 19 * Sector, 10));
        Assert.Equal("hello"u8, Read(image, 22 * Sector, 5));
        var file = Record(image, 20, 2);
        Assert.Equal("A.;1", Encoding.ASCII.GetString(file.AsSpan(33, file[32])));
        Assert.Equal([22, 0, 0, 0, 0, 0, 0, 22, 5, 0, 0, 0, 0, 0, 0, 5, 125, 10, 9, 8, 53, 20, 0], file[2..25]);
    }

    [Fact]
    public void Create_puts_the_boot_record_in_sector_17_when_bootable()
    {
        var image = IsoImage.Create(Options() with { EfiSystemPartition = Esp(4096), Joliet = true }, Tree(("a", "x")));

        var record = Read(image, 17 * Sector, 75);

        Assert.Equal([0, .. "CD001"u8, 1, .. "EL TORITO SPECIFICATION"u8], record[..30]);
        Assert.Equal(20u, BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(71)));
        Assert.Equal(2, Read(image, 18 * Sector, 1)[0]);
    }

    [Theory]
    [InlineData(65535L * 512, 65535)]
    [InlineData(65536L * 512, 0)]
    public void Create_writes_the_exact_UEFI_count_or_zero(long espBytes, int expected)
    {
        var image = IsoImage.Create(Options() with { EfiSystemPartition = Esp(espBytes / Sector * Sector) }, Tree(("a", "x")));

        var catalog = Read(image, 19 * Sector, 64);

        Assert.Equal(0xEF, catalog[1]);
        Assert.Equal(0x88, catalog[32]);
        Assert.Equal(expected / 4 * 4, BinaryPrimitives.ReadUInt16LittleEndian(catalog.AsSpan(38)));
        Assert.Equal(image.EspOffsetBytes / Sector, BinaryPrimitives.ReadUInt32LittleEndian(catalog.AsSpan(40)));
    }

    [Fact]
    public void Create_points_into_the_partition_when_the_content_is_there_and_aligned()
    {
        var (kernel, initramfs) = (Source(5000, 1), Source(7000, 2));
        var uki = new ExtentMapBuilder();
        uki.Add(0, new byte[512]);
        uki.Add(2048, kernel);
        uki.Add(2048 + 5120, initramfs);
        var ukiMap = uki.Build(16384);
        var fat = new ExtentMapBuilder();
        fat.Add(0, new byte[512]);
        fat.Add(8192, ukiMap.AsSource(), 0, 4096);              // two clusters side by side
        fat.Add(8192 + 4096, ukiMap.AsSource(), 4096, 12288);
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/Linux/a.efi", ukiMap.AsSource());
        tree.AddFile("boot/vmlinuz", kernel);
        tree.AddFile("boot/initramfs.xz", initramfs);
        tree.AddFile("boot/other", Source(5000, 1));

        var image = IsoImage.Create(Options() with { EfiSystemPartition = fat.Build(65536) }, tree.Build());

        var esp = image.EspOffsetBytes;
        Assert.Equal(
            [
                new("EFI/Linux/a.efi", 16384, esp + 8192, IsoStorage.SharedWithEsp),
                new("boot/initramfs.xz", 7000, image.Files[1].OffsetBytes, IsoStorage.Stored, 1024),
                new("boot/other", 5000, image.Files[2].OffsetBytes, IsoStorage.Stored),
                new("boot/vmlinuz", 5000, esp + 8192 + 2048, IsoStorage.SharedWithEsp),
            ],
            image.Files);
        Assert.All(image.Files, file => Assert.Equal(0, file.OffsetBytes % Sector));
        Assert.Equal(kernel.ToArray(), Read(image, image.Files[3].OffsetBytes, 5000));
        Assert.Equal(initramfs.ToArray(), Read(image, image.Files[1].OffsetBytes, 7000));
    }

    [Fact]
    public void Create_stores_a_content_once_when_two_files_have_the_same_source()
    {
        var source = Source(3000, 1);
        var tree = new FileTreeBuilder();
        tree.AddFile("one", source);
        tree.AddFile("two", source);

        var image = IsoImage.Create(Options(), tree.Build());

        Assert.Equal([IsoStorage.Stored, IsoStorage.SharedWithFile], image.Files.Select(file => file.Storage));
        Assert.Equal(image.Files[0].OffsetBytes, image.Files[1].OffsetBytes);
    }

    [Fact]
    public void Create_fills_the_boot_info_table_and_the_block_list()
    {
        var original = Source(5001, 3).ToArray();
        var options = Options() with
        {
            BiosBoot = new(new MemorySource(original)),
            Hybrid = new(Guid.Empty, Guid.Empty, new byte[512]),
        };

        var image = IsoImage.Create(options, Tree(("a", "x")));

        var sector = BinaryPrimitives.ReadUInt32LittleEndian(Read(image, (19 * Sector) + 40, 4));
        var patched = Read(image, sector * (long)Sector, original.Length);
        Assert.Equal([16, sector, 5001, Sum(patched)], Words(patched.AsSpan(8, 16)));
        Assert.Equal(new byte[40], patched[24..64]);
        Assert.Equal((4ul * sector) + 5, BinaryPrimitives.ReadUInt64LittleEndian(patched.AsSpan(0x9F4)));
        Assert.Equal((4ul * sector) + 4, BinaryPrimitives.ReadUInt64LittleEndian(Read(image, 0x1B0, 8)));
        Assert.Equal(original[64..0x9F4], patched[64..0x9F4]);
    }

    [Fact]
    public void Create_gives_the_same_bytes_again_and_others_for_another_epoch()
    {
        var first = All(IsoImage.Create(Options(), Tree(("a", "x"), ("b/c", "y"))));
        var again = All(IsoImage.Create(Options(), Tree(("b/c", "y"), ("a", "x"))));
        var other = All(IsoImage.Create(Options() with { Epoch = new(1) }, Tree(("a", "x"), ("b/c", "y"))));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Create_lists_every_problem_when_options_are_wrong()
    {
        var options = Options() with
        {
            VolumeId = new string('V', 33),
            PublisherId = "bad\n",
            EfiSystemPartition = Esp(2049),
            Hybrid = new(Guid.Empty, Guid.Empty, new byte[100]),
        };

        var error = Assert.Throws<InvalidInputException>(() => IsoImage.Create(options, Tree(("a", "x"))));

        Assert.Equal("IMG2250", error.Code);
        Assert.Contains("volume id \"VVV", error.Message, StringComparison.Ordinal);
        Assert.Contains("publisher id", error.Message, StringComparison.Ordinal);
        Assert.Contains("2049 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("100 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("Grub2BootInfo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_refuses_a_BIOS_image_that_cannot_hold_the_block_list()
    {
        var options = Options() with { BiosBoot = new(new MemorySource(new byte[2048])) };

        var error = Assert.Throws<InvalidInputException>(() => IsoImage.Create(options, Tree(("a", "x"))));

        Assert.Equal("IMG2251", error.Code);
    }

    [Theory]
    [InlineData("star*")]
    [InlineData("this-name-is-longer-than-the-sixty-four-characters-joliet-can-have")]
    public void Create_refuses_a_name_that_Joliet_cannot_hold(string name)
    {
        var error = Assert.Throws<UnsupportedException>(
            () => IsoImage.Create(Options() with { Joliet = true }, Tree((name, "x"))));

        Assert.Equal("IMG3221", error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_refuses_an_image_beyond_32_bit_sectors()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("huge", new ExtentMapBuilder().Build(Sector * 0x1_0000_0000L).AsSource());

        var error = Assert.Throws<UnsupportedException>(() => IsoImage.Create(Options(), tree.Build()));

        Assert.Equal("IMG3222", error.Code);
    }

    [Fact]
    public void Create_splits_a_file_at_the_section_limit()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("big", new ExtentMapBuilder().Build(0xFFFF_F800L + 1).AsSource());

        var image = IsoImage.Create(Options(), tree.Build());

        var (first, second) = (Record(image, 20, 2), Record(image, 20, 3));
        Assert.Equal(0x80, first[25]);
        Assert.Equal(0, second[25]);
        Assert.Equal(0xFFFF_F800, BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(10)));
        Assert.Equal(1u, BinaryPrimitives.ReadUInt32LittleEndian(second.AsSpan(10)));
        Assert.Equal(22u + (0xFFFF_F800 / Sector), BinaryPrimitives.ReadUInt32LittleEndian(second.AsSpan(2)));
    }

    internal static IsoOptions Options() => new() { VolumeId = "TEST", Epoch = SourceDateEpoch.Default };

    internal static MemorySource Source(int length, int seed) =>
        new(Enumerable.Range(0, length).Select(n => (byte)((n * 31 * seed) + (n >> 8))).ToArray());

    internal static TreeDirectory Tree(params (string Path, string Text)[] files)
    {
        var tree = new FileTreeBuilder();
        Array.ForEach(files, file => tree.AddText(file.Path, file.Text));
        return tree.Build();
    }

    private static ExtentMap Esp(long bytes) => new ExtentMapBuilder().Build(bytes);

    private static byte[] Read(IsoImage image, long offset, int count)
    {
        var bytes = new byte[count];
        image.Map.ReadExactly(offset, bytes);
        return bytes;
    }

    private static byte[] All(IsoImage image) => Read(image, 0, (int)image.Map.LengthBytes);

    private static byte[] Record(IsoImage image, int sector, int index)
    {
        var directory = Read(image, sector * (long)Sector, Sector);
        var position = 0;
        for (; index > 0; index--)
        {
            position += directory[position];
        }

        return directory[position..(position + directory[position])];
    }

    private static uint Sum(byte[] image) =>
        Words([.. image[64..], .. new byte[(4 - (image.Length % 4)) % 4]]).Aggregate((a, b) => unchecked(a + b));

    private static uint[] Words(ReadOnlySpan<byte> bytes)
    {
        var words = new uint[bytes.Length / 4];
        for (var index = 0; index < words.Length; index++)
        {
            words[index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]);
        }

        return words;
    }
}
