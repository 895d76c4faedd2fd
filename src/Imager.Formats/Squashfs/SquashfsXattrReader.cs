using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>Reads the attributes that inodes name by number.</summary>
internal sealed class SquashfsXattrReader(ByteSource image, SquashfsSuperblock superblock, MetadataReader metadata)
{
    private const int MaxPairs = 256, MaxValueBytes = 65536;
    private const long MaxTotalBytes = 64 << 20;

    private long totalBytes;

    internal Dictionary<string, ReadOnlyMemory<byte>> Read(uint number)
    {
        var attributes = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        if (superblock.XattrTable > superblock.UsedBytes - XattrTable.HeaderBytes)
        {
            throw SquashfsSuperblock.Damaged($"the attribute table is said to be at byte {superblock.XattrTable}");
        }

        var header = new LittleEndianReader(image.ReadAtMost(superblock.XattrTable, XattrTable.HeaderBytes));
        var (pairsStart, count) = ((long)header.ReadUInt64(), header.ReadUInt32());
        if (number >= count)
        {
            throw SquashfsSuperblock.Damaged($"an inode has the attributes {number}, but there are {count}");
        }

        var entry = metadata.Entry(superblock.XattrTable + XattrTable.HeaderBytes, number, XattrTable.IdBytes);
        var (reference, pairs) = (entry.ReadUInt64(), entry.ReadUInt32());
        if (pairs > MaxPairs)
        {
            throw SquashfsSuperblock.Damaged($"an inode has {pairs} attributes; more than {MaxPairs} are not read");
        }

        var cursor = At(pairsStart, reference);
        for (var pair = 0; pair < pairs; pair++)
        {
            var (type, nameBytes) = (cursor.ReadUInt16(), cursor.ReadUInt16());
            var name = PrefixOf(type) + cursor.ReadText(Math.Min(nameBytes, (ushort)SquashfsInode.MaxNameBytes));
            attributes[name] = ReadValue(cursor, pairsStart, (type & XattrTable.OutOfLine) != 0);
        }

        return attributes;
    }

    private byte[] ReadValue(MetadataCursor cursor, long pairsStart, bool isElsewhere)
    {
        var length = cursor.ReadUInt32();
        if (isElsewhere)
        {
            cursor = At(pairsStart, cursor.ReadUInt64());
            length = cursor.ReadUInt32();
        }

        totalBytes += length;
        return length <= MaxValueBytes && totalBytes <= MaxTotalBytes
            ? cursor.ReadBytes((int)length)
            : throw SquashfsSuperblock.Damaged($"an attribute claims {length} bytes, or all more than {MaxTotalBytes}");
    }

    private MetadataCursor At(long start, ulong reference) =>
        metadata.At(start + (long)(reference >> 16 & uint.MaxValue), (int)(reference & 0xFFFF));

    private static string PrefixOf(ushort type) => (type & XattrTable.TypeMask) switch
    {
        XattrTable.User => "user.",
        XattrTable.Trusted => "trusted.",
        XattrTable.Security => "security.",
        var other => throw SquashfsSuperblock.Damaged($"an attribute has the unknown prefix {other}"),
    };
}
