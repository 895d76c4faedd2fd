using Imager.Core;
using Imager.Formats.Tar;

namespace Imager.Formats.Ova;

/// <summary>What a tar header in an OVA says: a plain file, its name and size.</summary>
/// <remarks>
/// OVF allows ustar only, and members are needed at their place in the file, not as a stream; that is why this is not
/// <see cref="TarReader"/>.
/// </remarks>
internal readonly record struct OvaMemberHeader(string Name, long SizeBytes)
{
    private const int SizeOffset = 124, ChecksumOffset = 148, TypeOffset = 156;

    public static long PaddedBytes(long sizeBytes) => (sizeBytes + TarHeader.BlockBytes - 1) / TarHeader.BlockBytes * TarHeader.BlockBytes;

    /// <summary>Reads a header; null for the zero block at the end of the archive.</summary>
    /// <exception cref="InvalidInputException">The checksum is wrong, or it is not a plain file.</exception>
    public static OvaMemberHeader? Read(ReadOnlySpan<byte> block, long offset)
    {
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        return block[TypeOffset] is TarHeader.FileType or 0
            && ParseOctal(block.Slice(ChecksumOffset, 8)) == TarHeader.Checksum(block)
            && ParseOctal(block.Slice(SizeOffset, 12)) is { } size
                ? new OvaMemberHeader(TarRawHeader.Text(block[..TarHeader.NameBytes]), size)
                : throw new InvalidInputException(
                    "IMG2370", $"OVA: the tar header at byte {offset} is damaged (checksum, size) or no plain file (type {block[TypeOffset]}).");
    }

    private static long? ParseOctal(ReadOnlySpan<byte> field)
    {
        var text = field.Trim("\0 "u8);
        var value = 0L;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value * 8) + (digit - '0');
        }

        return text.IsEmpty ? null : value;
    }
}
