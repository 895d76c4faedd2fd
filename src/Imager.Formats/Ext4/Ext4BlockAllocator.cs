namespace Imager.Formats.Ext4;

/// <summary>Hands out blocks in ascending order, group after group, stepping over each group's fixed structures.</summary>
internal sealed class Ext4BlockAllocator(Ext4Geometry geometry)
{
    private uint group;
    private uint usedInGroup = geometry.FixedBlocks(0);

    /// <summary>Data blocks of the whole file system.</summary>
    public long TotalBlocks
    {
        get
        {
            var total = 0L;
            for (var index = 0u; index < geometry.GroupCount; index++)
            {
                total += geometry.BlocksIn(index) - geometry.FixedBlocks(index);
            }

            return total;
        }
    }

    /// <summary>Blocks in use from the start of a group on; everything behind them is free.</summary>
    public uint UsedIn(uint index) =>
        index < group ? geometry.BlocksIn(index) : index == group ? usedInGroup : geometry.FixedBlocks(index);

    /// <summary>Takes blocks for a file, as extents in file order.</summary>
    /// <exception cref="InvalidOperationException">More than are left: the caller did not check.</exception>
    public List<Ext4Extent> Allocate(long blocks)
    {
        var extents = new List<Ext4Extent>();
        var fileBlock = 0u;
        while (blocks > 0)
        {
            if (usedInGroup == geometry.BlocksIn(group))
            {
                group = group + 1 < geometry.GroupCount ? group + 1 : throw new InvalidOperationException("ext4: out of blocks");
                usedInGroup = geometry.FixedBlocks(group);
                continue;
            }

            var count = (uint)Math.Min(Math.Min(blocks, geometry.BlocksIn(group) - usedInGroup), Ext4ExtentTree.MaxExtentBlocks);
            extents.Add(new Ext4Extent(fileBlock, Ext4Geometry.FirstBlock(group) + usedInGroup, count));
            fileBlock += count;
            usedInGroup += count;
            blocks -= count;
        }

        return extents;
    }
}
