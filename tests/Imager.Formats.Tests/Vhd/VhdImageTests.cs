using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Qcow2;
using Imager.Formats.Vhd;

namespace Imager.Formats.Tests.Vhd;

public sealed class VhdImageTests
{
    private static readonly VhdOptions Options = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"), new SourceDateEpoch(946_684_801));

    [Fact]
    public void CreateFixed_appends_the_footer_of_the_specification()
    {
        var image = VhdImage.CreateFixed(Disk(1024, (0, [7])), Options).AsSource().ToArray();

        Assert.Equal(1536, image.Length);
        Assert.Equal(7, image[0]);
        Assert.Equal(
            "636F6E6563746978" + "00000002" + "00010000" + "FFFFFFFFFFFFFFFF" + "00000001" + "71656D32" + "00050003" + "5769326B"
            + "0000000000000400" + "0000000000000400" + "FFFF10FF" + "00000002" + "FFFFE6BD" + "00112233445566778899AABBCCDDEEFF" + "00",
            Convert.ToHexString(image.AsSpan(1024, 85)));
    }

    [Fact]
    public void CreateDynamic_stores_touched_blocks_only()
    {
        var image = VhdImage.CreateDynamic(Disk(100L << 20, (0, [1]), ((50L << 20) + 5, [2])), Options);

        Assert.Equal(1536 + 512 + (2 * (512 + (2 << 20))) + 512, image.LengthBytes);
        Assert.InRange(image.PayloadBytes, 1, 4096);
    }

    [Fact]
    public void CreateDynamic_starts_and_ends_with_the_same_footer()
    {
        var image = VhdImage.CreateDynamic(Disk(4 << 20, (0, [1])), Options).AsSource().ToArray();

        Assert.Equal(image[..512], image[^512..]);
        Assert.Equal("6378737061727365", Convert.ToHexString(image.AsSpan(512, 8)));
        Assert.Equal(4u, BinaryPrimitives.ReadUInt32BigEndian(image.AsSpan(1536)));
        Assert.Equal(uint.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(image.AsSpan(1540)));
    }

    [Fact]
    public void Identity_and_time_are_the_callers()
    {
        var disk = Disk(1024);
        var first = VhdImage.CreateFixed(disk, Options).AsSource().ToArray();

        Assert.Equal(first, VhdImage.CreateFixed(disk, Options).AsSource().ToArray());
        Assert.NotEqual(first, VhdImage.CreateFixed(disk, Options with { Id = Guid.Empty }).AsSource().ToArray());
    }

    [Theory]
    [InlineData(513, false)]
    [InlineData(0, false)]
    [InlineData((1 << 20) + 512, true)]
    [InlineData(VhdImage.MaxDiskBytes + (1 << 20), true)]
    public void Create_refuses_sizes_that_a_vhd_cannot_hold(long diskBytes, bool isForAzure)
    {
        var options = Options with { IsForAzure = isForAzure };

        Assert.Equal("IMG2350", Assert.Throws<InvalidInputException>(() => VhdImage.CreateFixed(Disk(diskBytes), options)).Code);
        Assert.Equal("IMG2350", Assert.Throws<InvalidInputException>(() => VhdImage.CreateDynamic(Disk(diskBytes), options)).Code);
    }

    [Fact]
    public void Create_accepts_the_largest_disk() =>
        Assert.Equal(
            VhdImage.MaxDiskBytes,
            VhdReader.Open(VhdImage.CreateDynamic(Disk(VhdImage.MaxDiskBytes, (5, [1])), Options).AsSource()).Disk.LengthBytes);

    [Fact]
    public void Reader_returns_the_disk_that_was_written()
    {
        var disk = Disk(5 << 20, (0, [1]), (3_000_000, [2, 3]), ((5 << 20) - 1, [4]));

        var fixedVhd = VhdReader.Open(VhdImage.CreateFixed(disk, Options).AsSource());
        var dynamicVhd = VhdReader.Open(VhdImage.CreateDynamic(disk, Options).AsSource());

        Assert.Equal((VhdType.Fixed, VhdType.Dynamic, Options.Id), (fixedVhd.Type, dynamicVhd.Type, dynamicVhd.Id));
        Assert.Equal(disk.AsSource().ToArray(), fixedVhd.Disk.AsSource().ToArray());
        Assert.Equal(disk.AsSource().ToArray(), dynamicVhd.Disk.AsSource().ToArray());
    }

    [Fact]
    public void Reader_names_what_is_wrong()
    {
        Assert.Equal("IMG2351", Code(new byte[512]));
        Assert.Equal("IMG2351", Code([]));
        Assert.Equal("IMG2354", Code(VhdImage.CreateFixed(Disk(1024), Options).AsSource().ToArray()[512..]));
        var dynamicVhd = VhdImage.CreateDynamic(Disk(4 << 20, (0, [1])), Options).AsSource().ToArray();
        dynamicVhd[1536] = 0x7F;
        Assert.Equal("IMG2355", Code(dynamicVhd));
        dynamicVhd[512 + 20] ^= 1;
        Assert.Equal("IMG2353", Code(dynamicVhd));
    }

    [Fact]
    public void Reader_throws_only_typed_errors_when_bytes_are_mutated()
    {
        var original = VhdImage.CreateDynamic(Disk(4 << 20, (0, [1])), Options).AsSource().ToArray();

        Mutations.Run(original, 200, image => VhdReader.Open(new MemorySource(image)).Disk, interestingBytes: 2048);
    }

    private static ExtentMap Disk(long lengthBytes, params (long Offset, byte[] Bytes)[] extents) =>
        Qcow2ImageTests.Disk(lengthBytes, extents);

    private static string Code(byte[] image) =>
        Assert.ThrowsAny<ImagerException>(() => VhdReader.Open(new MemorySource(image))).Code;
}
