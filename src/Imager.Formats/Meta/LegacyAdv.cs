using Imager.Formats.Binary;

namespace Imager.Formats.Meta;

/// <summary>Reads the syslinux ADV at the end of a META partition, where old Talos releases kept their upgrade mark.</summary>
/// <remarks>
/// Two equal blocks of 512 bytes, little-endian: magic 5A2D2FA5; a checksum that makes the sum of the words from byte 4
/// to 507 equal A3041767; entries of tag (u8), length (u8) and value to byte 507, ended by tag 0; magic DD28BF64.
/// </remarks>
public static class LegacyAdv
{
    /// <summary>Bytes of both blocks, the last ones of the partition.</summary>
    public const int AreaBytes = 2 * BlockBytes;

    private const int BlockBytes = 512;
    private const int EntryAreaBytes = 500;
    private const uint FirstMagic = 0x5A2D_2FA5;
    private const uint LastMagic = 0xDD28_BF64;
    private const uint Sum = 0xA304_1767;

    /// <summary>The entries of the first sound block of <paramref name="area"/>, or null when neither is sound.</summary>
    public static IReadOnlyList<LegacyAdvEntry>? TryRead(ReadOnlySpan<byte> area)
    {
        for (var offset = 0; offset + BlockBytes <= area.Length && offset < AreaBytes; offset += BlockBytes)
        {
            if (TryReadBlock(area.Slice(offset, BlockBytes)) is { } entries)
            {
                return entries;
            }
        }

        return null;
    }

    private static List<LegacyAdvEntry>? TryReadBlock(ReadOnlySpan<byte> block)
    {
        var fields = new LittleEndianReader(block);
        var (magic, sum) = (fields.ReadUInt32(), fields.ReadUInt32());
        var area = fields.ReadBytes(EntryAreaBytes);
        var words = new LittleEndianReader(area);
        while (words.RemainingBytes > 0)
        {
            sum = unchecked(sum + words.ReadUInt32());
        }

        return magic == FirstMagic && sum == Sum && fields.ReadUInt32() == LastMagic ? ReadEntries(area) : null;
    }

    private static List<LegacyAdvEntry>? ReadEntries(ReadOnlySpan<byte> area)
    {
        var entries = new List<LegacyAdvEntry>();
        var fields = new LittleEndianReader(area);
        while (fields.RemainingBytes >= 2)
        {
            var (tag, lengthBytes) = (fields.ReadByte(), fields.ReadByte());
            if (tag == 0)
            {
                break;
            }

            if (lengthBytes > fields.RemainingBytes)
            {
                return null;
            }

            entries.Add(new(tag, fields.ReadBytes(lengthBytes).ToArray()));
        }

        return entries;
    }
}
