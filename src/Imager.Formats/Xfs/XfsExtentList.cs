using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Xfs;

/// <summary>Reads where an inode's data lies: a list in the inode, or a tree of blocks (format btree).</summary>
/// <remarks>
/// Every record must ascend and every tree block must hold one at least, so that a hostile tree cannot make us walk for ever.
/// struct xfs_bmdr_block, xfs_bmbt_block (72-byte header, magic BMA3), xfs_format.h.
/// </remarks>
internal sealed class XfsExtentList(XfsGeometry geometry, ByteSource image, XfsInode inode)
{
    private const int MaxRecords = 1 << 20, MaxLevels = 9;
    private const int RootHeaderBytes = 4, BlockHeaderBytes = 72, CrcOffset = 64;
    private const uint BlockMagic = 0x424D_4133;

    private readonly List<XfsExtentRecord> records = [];

    /// <exception cref="InvalidInputException">A record or tree block is damaged.</exception>
    /// <exception cref="UnsupportedException">The inode keeps its data in another form.</exception>
    public IReadOnlyList<XfsExtentRecord> Read()
    {
        var fork = inode.Fork.Span;
        switch (inode.Format)
        {
            case XfsForkFormat.Extents when inode.ExtentCount <= (ulong)(fork.Length / XfsExtentRecord.SizeBytes):
                ReadRecords(fork, (int)inode.ExtentCount);
                break;
            case XfsForkFormat.Btree when fork.Length >= RootHeaderBytes + 16:
                var level = BinaryPrimitives.ReadUInt16BigEndian(fork);
                var count = BinaryPrimitives.ReadUInt16BigEndian(fork[2..]);
                ReadChildren(fork[RootHeaderBytes..], level is > 0 and <= MaxLevels ? level : throw Damaged(), count);
                break;
            case XfsForkFormat.Extents or XfsForkFormat.Btree:
                throw Damaged();
            default:
                throw new UnsupportedException(
                    "IMG3245", $"XFS inode {inode.Number}: data of format {(int)inode.Format} cannot be read (known: local, extents, btree).");
        }

        return records;
    }

    /// <summary>The data as bytes that point into the image; unwritten extents are holes.</summary>
    public ExtentMap ReadMap(long lengthBytes)
    {
        var builder = new ExtentMapBuilder();
        foreach (var record in Read())
        {
            var offset = (long)record.FileBlock << geometry.BlockLog;
            var count = Math.Min((long)record.Blocks << geometry.BlockLog, lengthBytes - offset);
            if (count > 0 && !record.IsUnwritten)
            {
                builder.Add(offset, image, geometry.ByteOffsetOfFsBlock(record.FsBlock), count);
            }
        }

        return builder.Build(lengthBytes);
    }

    private void ReadChildren(ReadOnlySpan<byte> keysAndPointers, int level, int count)
    {
        var capacity = keysAndPointers.Length / 16;
        if (count == 0 || count > capacity)
        {
            throw Damaged();
        }

        var block = new byte[geometry.BlockBytes];
        for (var index = 0; index < count; index++)
        {
            var pointer = BinaryPrimitives.ReadUInt64BigEndian(keysAndPointers[((capacity + index) * 8)..]);
            if (!geometry.Contains(pointer, 1))
            {
                throw Damaged();
            }

            image.ReadExactly(geometry.ByteOffsetOfFsBlock(pointer), block);
            ReadBlock(block, level - 1);
        }
    }

    private void ReadBlock(byte[] block, int level)
    {
        var header = new BigEndianReader(block);
        var (magic, ownLevel, count) = (header.ReadUInt32(), header.ReadUInt16(), header.ReadUInt16());
        if (magic != BlockMagic || ownLevel != level || count == 0 || !XfsChecksum.IsRight(block, CrcOffset))
        {
            throw Damaged();
        }

        var body = block.AsSpan(BlockHeaderBytes);
        if (level > 0)
        {
            ReadChildren(body, level, count);
        }
        else if (count * XfsExtentRecord.SizeBytes <= body.Length)
        {
            ReadRecords(body, count);
        }
        else
        {
            throw Damaged();
        }
    }

    private void ReadRecords(ReadOnlySpan<byte> source, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var record = XfsExtentRecord.Read(source.Slice(index * XfsExtentRecord.SizeBytes, XfsExtentRecord.SizeBytes));
            var floor = records.Count == 0 ? 0 : records[^1].FileBlock + records[^1].Blocks;
            var isSane = record.Blocks > 0
                && record.FileBlock >= floor
                && record.FileBlock + record.Blocks <= (ulong)long.MaxValue >> geometry.BlockLog
                && geometry.Contains(record.FsBlock, record.Blocks)
                && records.Count < MaxRecords;
            records.Add(isSane ? record : throw Damaged());
        }
    }

    private InvalidInputException Damaged() =>
        new(
            "IMG2307",
            $"XFS inode {inode.Number}: its list of extents is damaged (magic, CRC-32C, order, a block outside the file system, "
            + $"or more than {MaxRecords} records).");
}
