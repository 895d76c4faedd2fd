namespace Imager.Formats.Ext4;

/// <summary>Where the block groups and their fixed structures lie.</summary>
/// <remarks>
/// A group: superblock copy and descriptors (groups 0, 1 and powers of 3, 5, 7 only), block bitmap, inode bitmap, inode table,
/// data. Group 0 starts at block 0, whose first KiB is left to boot loaders.
/// </remarks>
internal sealed record Ext4Geometry(uint BlockCount, uint GroupCount, uint InodesPerGroup)
{
    public const int BlockBytes = 4096, InodeBytes = 256, DescriptorBytes = 32;
    public const uint BlocksPerGroup = 8 * BlockBytes;

    private const uint InodesPerBlock = BlockBytes / InodeBytes;
    private const uint MinInodesPerGroup = 1024, MaxInodesPerGroup = 8 * BlockBytes;

    /// <summary>A last group with less room than this behind its structures is cut off, as mke2fs does.</summary>
    private const uint SmallestGroupData = 50;

    public uint DescriptorBlocks => ((GroupCount * DescriptorBytes) + BlockBytes - 1) / BlockBytes;

    public uint InodeTableBlocks => InodesPerGroup / InodesPerBlock;

    public uint InodeCount => InodesPerGroup * GroupCount;

    /// <summary>The geometry with room for so many inodes, or null when the size cannot hold them.</summary>
    public static Ext4Geometry? Create(long sizeBytes, long inodes)
    {
        var blocks = (uint)Math.Min(sizeBytes / BlockBytes, uint.MaxValue);
        while (blocks > 0)
        {
            var groups = ((blocks - 1) / BlocksPerGroup) + 1;
            var perGroup = Math.Max(MinInodesPerGroup, (inodes + groups - 1) / groups);
            perGroup = (perGroup + InodesPerBlock - 1) / InodesPerBlock * InodesPerBlock;
            if (perGroup > MaxInodesPerGroup)
            {
                return null;
            }

            var geometry = new Ext4Geometry(blocks, groups, (uint)perGroup);
            var last = groups - 1;
            if (geometry.BlocksIn(last) >= geometry.FixedBlocks(last) + SmallestGroupData)
            {
                return geometry;
            }

            blocks = last * BlocksPerGroup;
        }

        return null;
    }

    public static bool HasSuperblock(uint group) =>
        group <= 1 || IsPowerOf(group, 3) || IsPowerOf(group, 5) || IsPowerOf(group, 7);

    public static uint FirstBlock(uint group) => group * BlocksPerGroup;

    public uint BlocksIn(uint group) => Math.Min(BlocksPerGroup, BlockCount - FirstBlock(group));

    public uint BlockBitmap(uint group) => FirstBlock(group) + (HasSuperblock(group) ? 1 + DescriptorBlocks : 0);

    public uint InodeBitmap(uint group) => BlockBitmap(group) + 1;

    public uint InodeTable(uint group) => InodeBitmap(group) + 1;

    public uint FixedBlocks(uint group) => InodeTable(group) + InodeTableBlocks - FirstBlock(group);

    private static bool IsPowerOf(uint value, uint factor)
    {
        while (value % factor == 0)
        {
            value /= factor;
        }

        return value == 1;
    }
}
