using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Qcow2;
using Imager.Formats.Vhdx;

namespace Imager.Formats.Tests.Vhdx;

public sealed class VhdxImageTests
{
    private static readonly VhdxOptions Options = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"));

    [Fact]
    public void Create_puts_every_structure_in_its_place()
    {
        var image = VhdxImage.Create(Disk(3 << 20, ((2 << 20) + 5, [7])), Options).AsSource();

        Assert.Equal(5L << 20, image.LengthBytes);
        Assert.Equal("7668647866696C65", Hex(image, 0, 8));
        Assert.Equal("68656164", Hex(image, 64 << 10, 4));
        Assert.Equal("0100000000000000" + "3322110055447766" + "8899AABBCCDDEEFF", Hex(image, (64 << 10) + 8, 24));
        Assert.Equal("0200000000000000", Hex(image, (128 << 10) + 8, 8));
        Assert.Equal("72656769", Hex(image, 192 << 10, 4));
        Assert.Equal(Hex(image, 192 << 10, 100), Hex(image, 256 << 10, 100));
        Assert.Equal("6D65746164617461" + "0000" + "0500", Hex(image, 2 << 20, 12));
        Assert.Equal("00001000" + "00000000" + "0000300000000000", Hex(image, (2 << 20) + (64 << 10), 16));
        Assert.Equal("0000000000000000" + "0000000000000000" + "0600400000000000", Hex(image, 3 << 20, 24));
        Assert.Equal("07", Hex(image, (4 << 20) + 5, 1));
    }

    [Fact]
    public void The_block_table_skips_the_entry_of_each_sector_bitmap()
    {
        var image = VhdxImage.Create(Disk(5L << 30, (4095L << 20, new byte[2 << 20])), Options).AsSource();

        Assert.Equal("0600400000000000" + "0000000000000000" + "0600500000000000", Hex(image, (3 << 20) + (4095 * 8), 24));
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(513, 512)]
    [InlineData(512, 4096)]
    [InlineData(4096, 1024)]
    [InlineData(VhdxImage.MaxDiskBytes + 512, 512)]
    public void Create_refuses_impossible_sizes(long diskBytes, int sectorBytes) =>
        Assert.Equal("IMG2380", Code(() => VhdxImage.Create(Disk(diskBytes), Options with { SectorBytes = sectorBytes })));

    [Fact]
    public void Reader_returns_the_disk_that_was_written()
    {
        var disk = Disk((5 << 20) + 4096, (0, [1]), (3_000_000, [2, 3]), ((5 << 20) + 4095, [4]));

        var read = VhdxReader.Open(VhdxImage.Create(disk, Options with { SectorBytes = 4096 }).AsSource());

        Assert.Equal((4096, Options.Id), (read.SectorBytes, read.Id));
        Assert.Equal(disk.AsSource().ToArray(), read.Disk.AsSource().ToArray());
    }

    [Theory]
    [InlineData(0, "IMG2381")]
    [InlineData((128 << 10) + 60, null)]
    [InlineData((192 << 10) + 20, null)]
    [InlineData(2 << 20, "IMG2382")]
    [InlineData((2 << 20) + (64 << 10) + 4, "IMG3257")]
    [InlineData((2 << 20) + (64 << 10), "IMG2382")]
    [InlineData((3 << 20) + 23, "IMG2382")]
    public void Reader_survives_one_damaged_copy_and_names_other_damage(int offset, string? code)
    {
        var image = VhdxImage.Create(Disk(3 << 20, ((2 << 20) + 5, [7])), Options).AsSource().ToArray();
        image[offset] = 0x02;

        var error = Record.Exception(() => VhdxReader.Open(new MemorySource(image)));

        Assert.Equal(code, (error as ImagerException)?.Code);
    }

    [Fact]
    public void Reader_throws_only_typed_errors_when_metadata_is_mutated()
    {
        var image = VhdxImage.Create(Disk(3 << 20, ((2 << 20) + 5, [7])), Options).AsSource();
        var tail = new byte[(3 << 20) + 64];
        image.ReadExactly(2 << 20, tail.AsSpan(0, 3 << 20));

        Mutations.Run(tail[..(66 << 10)], 1500, mutant =>
        {
            var builder = new ExtentMapBuilder();
            builder.Add(0, image, 0, 2 << 20);
            builder.Add(2 << 20, mutant);
            builder.Add(3 << 20, image, 3 << 20, 2 << 20);
            return VhdxReader.Open(builder.Build(5 << 20).AsSource()).Disk;
        });
    }

    private static string Hex(ByteSource source, long offset, int length) =>
        Convert.ToHexString(source.ReadAtMost(offset, length));

    private static ExtentMap Disk(long lengthBytes, params (long Offset, byte[] Bytes)[] extents) =>
        Qcow2ImageTests.Disk(lengthBytes, extents);

    private static string Code(Action action) => Assert.ThrowsAny<ImagerException>(action).Code;
}
