using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The entries of a directory in one data block: of a block-form directory, or of a larger one.</summary>
/// <remarks>
/// struct xfs_dir3_data_hdr, xfs_da_format.h. Header 64 bytes, entries, one free record; magic XDB3 when names, hashes and the
/// tail share the block, XDD3 when the hashes have a block of their own.
/// </remarks>
internal static class XfsDataDirectory
{
    public const int HeaderBytes = 64;

    /// <summary>Behind <c>.</c> and <c>..</c>, which take 16 bytes each.</summary>
    public const int FirstEntryOffset = HeaderBytes + 32;

    private const uint BlockFormMagic = 0x5844_4233, DataMagic = 0x5844_4433;
    private const int CrcOffset = 4;
    private const ushort FreeTag = 0xFFFF;

    /// <summary>Fills <paramref name="block"/> up to <paramref name="endOffset"/> and returns the length of its free record.</summary>
    /// <remarks>The caller seals the block with <see cref="Seal"/> when its tail is complete.</remarks>
    public static int Write(
        Span<byte> block, XfsBlockHome home, bool isBlockForm, IEnumerable<XfsDirectoryEntry> entries, int endOffset)
    {
        var fields = new BigEndianWriter(block[..endOffset]);
        fields.WriteUInt32(isBlockForm ? BlockFormMagic : DataMagic, 0);
        fields.WriteUInt64(home.DiskAddress, 0);
        fields.WriteGuid(home.Uuid);
        fields.WriteUInt64(home.Owner);
        var bestFree = fields.Reserve(16);
        foreach (var entry in entries)
        {
            var own = fields.PositionBytes;
            var slot = new BigEndianWriter(fields.Reserve(entry.BlockFormBytes));
            slot.WriteUInt64(entry.Inode);
            slot.WriteByte((byte)entry.Name.Length);
            slot.WriteBytes(entry.Name);
            slot.WriteByte((byte)entry.Type);
            slot.WriteZero(entry.BlockFormBytes - slot.PositionBytes - 2);
            slot.WriteUInt16((ushort)own);
            slot.EnsureFull();
        }

        var (freeOffset, freeBytes) = (fields.PositionBytes, endOffset - fields.PositionBytes);
        if (freeBytes > 0)
        {
            new BigEndianWriter(bestFree).WriteUInt16((ushort)freeOffset, (ushort)freeBytes);
            fields.WriteUInt16(FreeTag, (ushort)freeBytes);
            fields.WriteZero(freeBytes - 6);
            fields.WriteUInt16((ushort)freeOffset);
        }

        fields.EnsureFull();
        return freeBytes;
    }

    public static void Seal(Span<byte> block) => XfsChecksum.Seal(block, block.Slice(CrcOffset, 4));

    /// <summary>Reads the names of one data block, <c>.</c> and <c>..</c> left out.</summary>
    /// <exception cref="InvalidInputException">Magic, checksum or an entry is wrong.</exception>
    public static void Read(ReadOnlySpan<byte> block, ulong directory, List<XfsDirectoryEntry> entries)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(block);
        if (magic is not (BlockFormMagic or DataMagic) || !XfsChecksum.IsRight(block, CrcOffset))
        {
            throw Damaged(directory, 0);
        }

        var end = block.Length;
        if (magic == BlockFormMagic)
        {
            var leafCount = BinaryPrimitives.ReadUInt32BigEndian(block[^8..]);
            end = leafCount <= (uint)(block.Length - HeaderBytes - 8) / 8
                ? block.Length - 8 - (8 * (int)leafCount)
                : throw Damaged(directory, block.Length - 8);
        }

        for (var offset = HeaderBytes; offset < end;)
        {
            var rest = block[offset..end];
            var isFree = rest.Length >= 8 && BinaryPrimitives.ReadUInt16BigEndian(rest) == FreeTag;
            var size = rest.Length < 16 && !isFree ? 0
                : isFree ? BinaryPrimitives.ReadUInt16BigEndian(rest[2..])
                : XfsDirectoryEntry.BlockFormBytesFor(rest[8]);
            if (size < 8 || size % 8 != 0 || size > rest.Length || (!isFree && rest[8] == 0))
            {
                throw Damaged(directory, offset);
            }

            if (!isFree)
            {
                Add(entries, rest[..size]);
            }

            offset += size;
        }
    }

    private static void Add(List<XfsDirectoryEntry> entries, ReadOnlySpan<byte> slot)
    {
        var name = slot.Slice(9, slot[8]);
        if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
        {
            entries.Add(new(name.ToArray(), BinaryPrimitives.ReadUInt64BigEndian(slot), (XfsFileType)slot[9 + name.Length]));
        }
    }

    private static InvalidInputException Damaged(ulong directory, int offset) =>
        new("IMG2305", $"XFS directory (inode {directory}): data block is damaged at byte {offset} (magic, CRC-32C or entry).");
}
