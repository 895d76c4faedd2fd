using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The fixed structures at the start of one allocation group: headers, five one-block trees, four spare blocks.</summary>
/// <remarks>
/// Blocks from 0: superblock copy, AGF, AGI, AGFL (one sector each), then the roots of the trees by block, by count, of inodes,
/// of free inodes and of reference counts, then the blocks of the free list. struct xfs_agf, xfs_agi, xfs_agfl.
/// </remarks>
internal sealed class XfsAllocationGroup(
    XfsGeometry geometry, Guid uuid, uint ag, IReadOnlyList<XfsBlockRange> freeRanges, IReadOnlyList<XfsInodeChunk> chunks)
{
    private const int BtreeRoots = 5;
    private const uint FreeListBlocks = 4;
    private const int BtreeHeaderBytes = 56, InodeRecordBytes = 16;

    /// <summary>Inode chunks that one leaf block describes.</summary>
    public static int MaxChunks(XfsGeometry geometry) => (geometry.BlockBytes - BtreeHeaderBytes) / InodeRecordBytes;

    /// <summary>The first block behind the fixed structures.</summary>
    public static uint FixedBlocks(XfsGeometry geometry) => geometry.HeaderBlocks + BtreeRoots + FreeListBlocks;

    public long FreeBlocksWithFreeList => FreeBlocks + FreeListBlocks;

    private long FreeBlocks => freeRanges.Sum(range => range.Blocks);

    private uint FirstRoot => geometry.HeaderBlocks;

    /// <summary>Headers and tree roots; the free list's blocks stay a hole.</summary>
    public byte[] Write(XfsSuperblock superblock)
    {
        var bytes = new byte[(geometry.HeaderBlocks + BtreeRoots) * geometry.BlockBytes];
        var sector = geometry.SectorBytes;
        superblock.WriteTo(bytes.AsSpan(0, sector));
        WriteFreeSpaceHeader(bytes.AsSpan(sector, sector));
        WriteInodeHeader(bytes.AsSpan(2 * sector, sector));
        WriteFreeList(bytes.AsSpan(3 * sector, sector));

        WriteTree(bytes, 0, "AB3B", freeRanges.Count, FreeSpaceRecords(freeRanges));
        WriteTree(bytes, 1, "AB3C", freeRanges.Count, FreeSpaceRecords(freeRanges.OrderBy(range => (range.Blocks, range.StartBlock))));
        WriteTree(bytes, 2, "IAB3", chunks.Count, InodeRecords(chunks));
        var withFree = chunks.Where(chunk => chunk.FreeInodes > 0).ToList();
        WriteTree(bytes, 3, "FIB3", withFree.Count, InodeRecords(withFree));
        WriteTree(bytes, 4, "R3FC", 0, []);
        return bytes;
    }

    private void WriteFreeSpaceHeader(Span<byte> sector)
    {
        var fields = new BigEndianWriter(sector);
        fields.WriteAscii("XAGF");
        fields.WriteUInt32(1, ag, geometry.BlocksIn(ag));
        fields.WriteUInt32(FirstRoot, FirstRoot + 1, 0);        // by block, by count, no reverse map
        fields.WriteUInt32(1, 1, 0);                            // their levels
        fields.WriteUInt32(0, FreeListBlocks - 1, FreeListBlocks);
        fields.WriteUInt32((uint)FreeBlocks, freeRanges.Count == 0 ? 0 : freeRanges.Max(range => range.Blocks), 0);
        fields.WriteGuid(uuid);
        fields.WriteUInt32(0, 1, FirstRoot + 4, 1);             // reference counts: blocks, root, level
        fields.WriteZero(112 + 8);                              // spare, LSN
        var crc = fields.Reserve(4);
        fields.WriteZero(sector.Length - fields.PositionBytes);
        XfsChecksum.Seal(sector, crc);
    }

    private void WriteInodeHeader(Span<byte> sector)
    {
        var fields = new BigEndianWriter(sector);
        fields.WriteAscii("XAGI");
        fields.WriteUInt32(1, ag, geometry.BlocksIn(ag));
        fields.WriteUInt32((uint)(chunks.Count * XfsGeometry.InodesPerChunk), FirstRoot + 2, 1);
        fields.WriteUInt32((uint)chunks.Sum(chunk => chunk.FreeInodes));
        fields.WriteUInt32(chunks.Count == 0 ? uint.MaxValue : chunks[^1].FirstInode, uint.MaxValue);
        fields.Reserve(256).Fill(0xFF);                         // no unlinked inodes
        fields.WriteGuid(uuid);
        var crc = fields.Reserve(4);
        fields.WriteZero(12);                                   // pad, LSN
        fields.WriteUInt32(FirstRoot + 3, 1, 1, 1);             // free inodes: root, level; blocks of both inode trees
        fields.WriteZero(sector.Length - fields.PositionBytes);
        XfsChecksum.Seal(sector, crc);
    }

    private void WriteFreeList(Span<byte> sector)
    {
        var fields = new BigEndianWriter(sector);
        fields.WriteAscii("XAFL");
        fields.WriteUInt32(ag);
        fields.WriteGuid(uuid);
        fields.WriteUInt64(0);
        var crc = fields.Reserve(4);
        for (var index = 0u; index < FreeListBlocks; index++)
        {
            fields.WriteUInt32(FirstRoot + BtreeRoots + index);
        }

        fields.Reserve(sector.Length - fields.PositionBytes).Fill(0xFF);
        XfsChecksum.Seal(sector, crc);
    }

    private void WriteTree(byte[] group, uint index, string magic, int recordCount, byte[] records)
    {
        var number = FirstRoot + index;
        var block = group.AsSpan((int)number * geometry.BlockBytes, geometry.BlockBytes);
        var fields = new BigEndianWriter(block[..BtreeHeaderBytes]);
        fields.WriteAscii(magic);
        fields.WriteUInt16(0, (ushort)recordCount);             // level 0: a leaf
        fields.WriteUInt32(uint.MaxValue, uint.MaxValue);       // no siblings
        fields.WriteUInt64(geometry.DiskAddress(ag, number), 0);
        fields.WriteGuid(uuid);
        fields.WriteUInt32(ag);
        var crc = fields.Reserve(4);
        fields.EnsureFull();
        records.CopyTo(block[BtreeHeaderBytes..]);
        XfsChecksum.Seal(block, crc);
    }

    private static byte[] FreeSpaceRecords(IEnumerable<XfsBlockRange> ranges)
    {
        var list = ranges.ToList();
        var bytes = new byte[list.Count * 8];
        var fields = new BigEndianWriter(bytes);
        foreach (var range in list)
        {
            fields.WriteUInt32(range.StartBlock, range.Blocks);
        }

        return bytes;
    }

    private static byte[] InodeRecords(IReadOnlyList<XfsInodeChunk> list)
    {
        var bytes = new byte[list.Count * InodeRecordBytes];
        var fields = new BigEndianWriter(bytes);
        foreach (var chunk in list)
        {
            fields.WriteUInt32(chunk.FirstInode);
            fields.WriteUInt16(0);                              // not sparse
            fields.WriteByte(XfsGeometry.InodesPerChunk, (byte)chunk.FreeInodes);
            fields.WriteUInt64(chunk.FreeMask);
        }

        return bytes;
    }
}
