using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;

namespace Imager.Formats.Tests.Gpt;

public class GptDiskTests
{
    /// <summary>From sgdisk 1.0.9: 3 MiB file, <c>-a 2048 -n 1:2048:4095 -c 1:META -u 1:(label GUID) -U (disk GUID) -t 1:8300</c>.</summary>
    private const string SgdiskHeaderHex = "4546492050415254000001005c0000003c031561000000000100000000000000ff170000000000002200000000000000de17000000000000b3452dd9e9cd6087be9fa2a71fac8d1102000000000000008000000080000000cad9e965";

    private const string SgdiskEntryHex = "af3dc60f838472478e793d69d8477de437f104cf1e10c68e9627fa3f51cdabb80008000000000000ff0f00000000000000000000000000004d0045005400410000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void Create_writes_sgdisks_bytes_for_the_smallest_disk()
    {
        var disk = GptDisk.Create(GptLayoutTests.Disk(3, ("META", 1)));

        Assert.Equal(SgdiskEntryHex, Hex(disk.Map, 1024, 128));
        // sgdisk says 34 for the first usable LBA, we say 2048: bytes 40-47, and with them the CRC at 16-19, differ.
        Assert.Equal(SgdiskHeaderHex[..32], Hex(disk.Map, 512, 16));
        Assert.Equal(SgdiskHeaderHex[40..80], Hex(disk.Map, 512 + 20, 20));
        Assert.Equal(SgdiskHeaderHex[96..], Hex(disk.Map, 512 + 48, 92 - 48));
    }

    [Fact]
    public void Create_writes_the_protective_mbr()
    {
        var disk = GptDisk.Create(GptLayoutTests.Disk(3, ("META", 1)));

        Assert.Equal("00000200eeffffff01000000ff170000", Hex(disk.Map, 446, 16));
        Assert.Equal("55aa", Hex(disk.Map, 510, 2));
        Assert.Equal(new string('0', 892), Hex(disk.Map, 0, 446));
    }

    [Fact]
    public void Create_caps_the_protective_entry_when_the_disk_is_larger_than_2_TiB()
    {
        var disk = GptDisk.Create(GptLayoutTests.Disk(3 << 20, ("META", 1)) with { PmbrBootable = true });

        Assert.Equal("80000200eeffffff01000000ffffffff", Hex(disk.Map, 446, 16));
        Assert.Equal(3L << 40, disk.Map.LengthBytes);
    }

    [Fact]
    public void Create_keeps_contents_as_extents_and_holes_as_holes()
    {
        var content = new MemorySource(new byte[] { 1, 2, 3 });
        var options = GptLayoutTests.Disk(8192, ("A", 4000), ("B", 4000));
        options = options with
        {
            Partitions = [options.Partitions[0], options.Partitions[1] with { Content = ExtentMap.FromSource(content) }],
        };

        var disk = GptDisk.Create(options);

        var extent = Assert.Single(disk.Map.Flatten(), extent => ReferenceEquals(extent.Source, content));
        Assert.Equal(4001L << 20, extent.OffsetBytes);
        Assert.Equal(512 + (2 * (92 + 256)) + 3, disk.Map.PayloadBytes);
    }

    [Theory]
    [InlineData(440)]
    [InlineData(446)]
    public void Create_writes_boot_code_up_to_the_table(int lengthBytes)
    {
        var bootCode = Enumerable.Range(0, lengthBytes).Select(index => (byte)(index | 1)).ToArray();

        var disk = GptDisk.Create(GptLayoutTests.Disk(3, ("META", 1)) with { BootCode = bootCode });

        Assert.Equal(Convert.ToHexStringLower(bootCode), Hex(disk.Map, 0, lengthBytes));
        Assert.Equal("00000200ee", Hex(disk.Map, 446, 5));
    }

    [Fact]
    public void Create_refuses_boot_code_that_reaches_into_the_table()
    {
        var options = GptLayoutTests.Disk(3, ("META", 1)) with { BootCode = new byte[447] };

        var error = Assert.Throws<InvalidInputException>(() => GptDisk.Create(options));

        Assert.Contains("Boot code of 447 bytes exceeds 446", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_refuses_a_content_larger_than_the_rest_of_the_disk()
    {
        var options = GptLayoutTests.Disk(4, ("DATA", null));
        var content = ExtentMap.FromSource(new MemorySource(new byte[(2 << 20) + 1]));

        var error = Assert.Throws<InvalidInputException>(
            () => GptDisk.Create(options with { Partitions = [options.Partitions[0] with { Content = content }] }));

        Assert.Equal("IMG2203", error.Code);
        Assert.Contains("2097152 bytes, but its content has 2097153. Enlarge the disk by 1 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_gives_other_bytes_when_one_name_differs()
    {
        var first = GptDisk.Create(GptLayoutTests.Disk(3, ("META", 1))).Map.AsSource().ToArray();
        var again = GptDisk.Create(GptLayoutTests.Disk(3, ("META", 1))).Map.AsSource().ToArray();
        var other = GptDisk.Create(GptLayoutTests.Disk(3, ("MET_", 1))).Map.AsSource().ToArray();

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    private static string Hex(ExtentMap map, long offsetBytes, int countBytes) =>
        Convert.ToHexStringLower(map.AsSource().ReadAtMost(offsetBytes, countBytes));
}
