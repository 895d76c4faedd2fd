using System.Buffers.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>Decodes metadata blocks by their address and keeps the latest ones.</summary>
internal sealed class MetadataReader(ByteSource image, SquashfsSuperblock superblock, BlockDecoder decoder)
{
    private const int HeaderBytes = sizeof(ushort), MaxKeptBlocks = 2048;
    private const ushort StoredPlain = 0x8000;

    private readonly Dictionary<long, (byte[] Plain, long NextBytes)> kept = [];

    /// <summary>Reads on from a place: the stored block's address and the offset in the plain block.</summary>
    internal MetadataCursor At(long positionBytes, int offset) => new(this, positionBytes, offset);

    /// <summary>Entry <paramref name="index"/> of a table whose list of block addresses is at <paramref name="listBytes"/>.</summary>
    internal MetadataCursor Entry(long listBytes, long index, int entryBytes)
    {
        var (block, offset) = Math.DivRem(index * entryBytes, SquashfsSuperblock.MetadataBytes);
        var place = listBytes + (block * sizeof(long));
        if (place > superblock.UsedBytes - sizeof(long))
        {
            throw SquashfsSuperblock.Damaged($"the table at byte {listBytes} has no entry {index}");
        }

        return At(BinaryPrimitives.ReadInt64LittleEndian(image.ReadAtMost(place, sizeof(long))), (int)offset);
    }

    internal (byte[] Plain, long NextBytes) Block(long positionBytes)
    {
        if (kept.TryGetValue(positionBytes, out var known))
        {
            return known;
        }

        if (positionBytes < SquashfsSuperblock.SizeBytes || positionBytes > superblock.UsedBytes - HeaderBytes)
        {
            throw SquashfsSuperblock.Damaged($"metadata is said to be at byte {positionBytes}, outside the image's {superblock.UsedBytes}");
        }

        var header = BinaryPrimitives.ReadUInt16LittleEndian(image.ReadAtMost(positionBytes, HeaderBytes));
        var length = header & ~StoredPlain;
        if (length is 0 or > SquashfsSuperblock.MetadataBytes || positionBytes + HeaderBytes + length > superblock.UsedBytes)
        {
            throw SquashfsSuperblock.Damaged($"the metadata block at byte {positionBytes} claims {length} bytes");
        }

        var bytes = image.ReadAtMost(positionBytes + HeaderBytes, length);
        if ((header & StoredPlain) == 0)
        {
            var plain = new byte[SquashfsSuperblock.MetadataBytes];
            bytes = plain[..decoder.Decompress(bytes, plain, positionBytes)];
        }

        if (kept.Count == MaxKeptBlocks)
        {
            kept.Clear();
        }

        return kept[positionBytes] = (bytes, positionBytes + HeaderBytes + length);
    }
}
