using System.Globalization;
using System.Text;

namespace Imager.Formats.Cpio;

/// <summary>A header of the "new ASCII" cpio format (SVR4, no checksums).</summary>
/// <remarks>
/// Linux Documentation/driver-api/early-userspace/buffer-format.rst: the magic <c>070701</c> and thirteen numbers of
/// eight hexadecimal digits, 110 bytes; then the name with its NUL, padded to 4, and the content, padded to 4.
/// </remarks>
internal sealed record CpioHeader(
    uint Inode, uint Mode, uint Links, uint ModifiedSeconds, uint SizeBytes, uint Major, uint Minor, uint NameBytes)
{
    internal const int HeaderBytes = 110, Alignment = 4, MaxNameBytes = 4096;
    internal const string Trailer = "TRAILER!!!";
    internal const uint TypeMask = 0xF000, Link = 0xA000, File = 0x8000, Directory = 0x4000;

    private const int MagicBytes = 6, FieldCount = 13, FieldBytes = 8;

    internal uint UserId { get; init; }

    internal uint GroupId { get; init; }

    internal static int Padding(long lengthBytes) => (int)(-lengthBytes & (Alignment - 1));

    internal static bool HasMagic(ReadOnlySpan<byte> head) => head.StartsWith("070701"u8) || head.StartsWith("070702"u8);

    /// <summary>Header, name, NUL and the padding behind it.</summary>
    internal byte[] ToBytes(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder("070701", HeaderBytes);
        ReadOnlySpan<uint> fields =
            [Inode, Mode, UserId, GroupId, Links, ModifiedSeconds, SizeBytes, 0, 0, Major, Minor, (uint)name.Length + 1, 0];
        foreach (var field in fields)
        {
            text.Append(field.ToString("X8"));
        }

        var used = HeaderBytes + name.Length + 1;
        var bytes = new byte[used + Padding(used)];
        Encoding.ASCII.GetBytes(text.ToString(), bytes);
        name.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <summary>Takes 110 bytes apart; null when the magic or a digit is wrong.</summary>
    internal static CpioHeader? TryRead(ReadOnlySpan<byte> header)
    {
        Span<uint> fields = stackalloc uint[FieldCount];
        for (var index = 0; index < FieldCount; index++)
        {
            var digits = header.Slice(MagicBytes + (index * FieldBytes), FieldBytes);
            if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out fields[index]))
            {
                return null;
            }
        }

        return !HasMagic(header)
            ? null
            : new(fields[0], fields[1], fields[4], fields[5], fields[6], fields[9], fields[10], fields[11])
            {
                UserId = fields[2],
                GroupId = fields[3],
            };
    }
}
