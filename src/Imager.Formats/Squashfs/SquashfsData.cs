using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>Decodes blocks of contents, and keeps the fragment block read last, which the next file probably shares.</summary>
internal sealed class SquashfsData(ByteSource image, SquashfsSuperblock superblock, MetadataReader metadata, BlockDecoder decoder)
{
    private const uint StoredPlain = 1 << 24;
    private const int FragmentEntryBytes = 16;

    private (uint Index, byte[] Bytes)? lastFragment;

    internal int BlockBytes => superblock.BlockBytes;

    /// <summary>Bytes that a length word says are stored.</summary>
    internal static int StoredBytes(uint word) => (int)(word & ~StoredPlain);

    /// <summary>The plain bytes of a block.</summary>
    internal byte[] Block(long positionBytes, uint word)
    {
        var length = StoredBytes(word);
        if (length > BlockBytes || word >= StoredPlain << 1
            || positionBytes < SquashfsSuperblock.SizeBytes || positionBytes > superblock.UsedBytes - length)
        {
            throw SquashfsSuperblock.Damaged($"a block of {length} bytes is said to be at byte {positionBytes} of {superblock.UsedBytes}");
        }

        var stored = image.ReadAtMost(positionBytes, length);
        if ((word & StoredPlain) != 0)
        {
            return stored;
        }

        var plain = new byte[BlockBytes];
        var count = decoder.Decompress(stored, plain, positionBytes);
        return count == plain.Length ? plain : plain[..count];
    }

    internal byte[] Fragment(uint index)
    {
        lock (metadata)
        {
            if (lastFragment is { } known && known.Index == index)
            {
                return known.Bytes;
            }

            if (index >= superblock.FragmentCount)
            {
                throw SquashfsSuperblock.Damaged($"a file is in fragment {index}, but there are {superblock.FragmentCount}");
            }

            var entry = metadata.Entry(superblock.FragmentTable, index, FragmentEntryBytes);
            var position = (long)entry.ReadUInt64();
            var bytes = Block(position, entry.ReadUInt32());
            lastFragment = (index, bytes);
            return bytes;
        }
    }
}
