using System.Numerics;

namespace Imager.Formats.Xfs;

/// <summary>The sizes of one file system and its three address forms: AG block, fsblock, inode number.</summary>
/// <remarks>
/// An fsblock is <c>ag &lt;&lt; AgBlockLog | block</c> and therefore not linear; an inode number appends the slot in its block.
/// </remarks>
internal sealed record XfsGeometry(
    int BlockLog, int InodeLog, int SectorBytes, uint AgCount, uint AgBlocks, int AgBlockLog, ulong DataBlocks)
{
    public const int InodesPerChunk = 64;

    /// <summary>One extent record holds at most 2^21-1 blocks.</summary>
    public const long MaxExtentBlocks = (1 << 21) - 1;

    private const long MaxAgBlocks = (1L << 40) >> 12;

    public int BlockBytes => 1 << BlockLog;

    public int InodeBytes => 1 << InodeLog;

    public int InodesPerBlockLog => BlockLog - InodeLog;

    public int InodesPerBlock => 1 << InodesPerBlockLog;

    public uint ChunkBlocks => (uint)(InodesPerChunk >> InodesPerBlockLog);

    /// <summary>Blocks of superblock, AGF, AGI and AGFL: four sectors.</summary>
    public uint HeaderBlocks => (uint)(((4 * SectorBytes) + BlockBytes - 1) / BlockBytes);

    /// <summary>As mkfs.xfs: 4 allocation groups, more only above 4 TiB, where a group would exceed 1 TiB.</summary>
    public static XfsGeometry ForNewFileSystem(long sizeBytes, int sectorBytes)
    {
        var blocks = sizeBytes >> 12;
        var groups = Math.Max(4, (blocks + MaxAgBlocks - 1) / MaxAgBlocks);
        var groupBlocks = (uint)((blocks + groups - 1) / groups);
        return new(12, 9, sectorBytes, (uint)groups, groupBlocks, LogCeiling(groupBlocks), (ulong)blocks);
    }

    public static int LogCeiling(uint value) => 32 - BitOperations.LeadingZeroCount(value - 1);

    public uint BlocksIn(uint ag) =>
        ag + 1 < AgCount ? AgBlocks : (uint)(DataBlocks - ((ulong)AgBlocks * (AgCount - 1)));

    public ulong FsBlock(uint ag, uint block) => ((ulong)ag << AgBlockLog) | block;

    public ulong InodeNumber(uint ag, uint agInode) => ((ulong)ag << (AgBlockLog + InodesPerBlockLog)) | agInode;

    public long ByteOffset(uint ag, uint block) => (((long)ag * AgBlocks) + block) << BlockLog;

    public long ByteOffsetOfFsBlock(ulong fsBlock) =>
        ByteOffset((uint)(fsBlock >> AgBlockLog), (uint)(fsBlock & ((1UL << AgBlockLog) - 1)));

    /// <summary>The address in 512-byte units that metadata blocks carry about themselves.</summary>
    public ulong DiskAddress(uint ag, uint block) => (ulong)ByteOffset(ag, block) >> 9;

    /// <summary>Whether <paramref name="count"/> blocks from <paramref name="fsBlock"/> on lie inside one allocation group.</summary>
    public bool Contains(ulong fsBlock, ulong count)
    {
        var ag = fsBlock >> AgBlockLog;
        var block = fsBlock & ((1UL << AgBlockLog) - 1);
        return ag < AgCount && count <= BlocksIn((uint)ag) && block <= BlocksIn((uint)ag) - count;
    }
}
