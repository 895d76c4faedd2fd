using Imager.Formats.Extents;
using Imager.Formats.Tests.Qcow2;

namespace Imager.Formats.Tests.Extents;

public sealed class ExtentMapBlocksTests
{
    [Fact]
    public void TouchedBlocks_joins_adjoining_blocks_and_skips_holes()
    {
        var map = Qcow2ImageTests.Disk(1000, (0, [1]), (9, [1, 1]), (30, new byte[10]), (55, [1]), (999, [1]));

        var runs = map.TouchedBlocks(10);

        Assert.Equal([new(0, 2), new(3, 1), new(5, 1), new(99, 1)], runs);
        Assert.Equal(5, runs.TotalBlocks());
    }

    [Fact]
    public void TouchedBlocks_is_empty_for_a_hole_and_whole_for_a_payload()
    {
        Assert.Empty(Qcow2ImageTests.Disk(1000).TouchedBlocks(10));
        Assert.Equal([new(0, 100)], Qcow2ImageTests.Disk(1000, (0, new byte[1000])).TouchedBlocks(10));
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(3, 1)]
    [InlineData(1, 6)]
    [InlineData(4, 8)]
    [InlineData(7, 2)]
    public void ComputedTable_gives_any_part_of_its_entries(int offset, int length)
    {
        var table = new ComputedTable(3, 4, (first, entries) =>
        {
            for (var index = 0; index < entries.Length; index++)
            {
                entries[index] = (byte)((first * 4) + index);
            }
        });
        var part = new byte[length];

        table.ReadExactly(offset, part);

        Assert.Equal(12, table.LengthBytes);
        Assert.Equal(Enumerable.Range(offset, length).Select(value => (byte)value), part);
    }
}
