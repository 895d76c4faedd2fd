using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Grub;

namespace Imager.Formats.Tests.Grub;

public sealed class GrubElToritoTests
{
    [Fact]
    public void PatchElToritoImage_fills_the_boot_information_table_after_the_block_list()
    {
        byte[] image = [.. new byte[2048], .. GrubBiosBootTests.CoreImage(1026)];

        var patched = GrubElTorito.PatchElToritoImage(image, new Lba(100), new Lba(16));

        var words = patched.Skip(64).Concat(new byte[2]).Chunk(4).Select(word => BinaryPrimitives.ReadUInt32LittleEndian(word));
        var sum = words.Aggregate(0u, (total, word) => unchecked(total + word));
        Assert.Equal("10000000" + "64000000" + "020C0000", Convert.ToHexString(patched.AsSpan(8, 12)));
        Assert.Equal(sum, BinaryPrimitives.ReadUInt32LittleEndian(patched.AsSpan(20)));
        Assert.All(patched[24..64], value => Assert.Equal(0, value));
        Assert.Equal(405UL, BinaryPrimitives.ReadUInt64LittleEndian(patched.AsSpan(0x9F4)));
    }

    [Fact]
    public void PatchHybridImage_points_at_the_sector_behind_cdboot()
    {
        var patched = GrubElTorito.PatchHybridImage(GrubBiosBootTests.BootImage(), new Lba(100));

        Assert.Equal(440, patched.Length);
        Assert.Equal(404UL, BinaryPrimitives.ReadUInt64LittleEndian(patched.AsSpan(0x1B0)));
        Assert.Equal(GrubBiosBootTests.BootImage()[..0x1B0], patched[..0x1B0]);
    }

    [Fact]
    public void Patching_refuses_impossible_places_and_foreign_images()
    {
        byte[] image = [.. new byte[2048], .. GrubBiosBootTests.CoreImage(1026)];

        Assert.Equal("IMG2334", GrubBiosBootTests.Code(() => GrubElTorito.PatchElToritoImage(new byte[2048], new Lba(100), new Lba(16))));
        Assert.Equal("IMG2333", GrubBiosBootTests.Code(() => GrubElTorito.PatchElToritoImage(new byte[9000], new Lba(100), new Lba(16))));
        Assert.Equal("IMG2335", GrubBiosBootTests.Code(() => GrubElTorito.PatchElToritoImage(image, new Lba(16), new Lba(16))));
        Assert.Equal("IMG2331", GrubBiosBootTests.Code(() => GrubElTorito.PatchHybridImage(new byte[512], new Lba(100))));
    }
}
