using System.Text;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Ova;

/// <summary>A POSIX ustar header for a plain file of root, 512 bytes: all that an OVA needs of tar.</summary>
/// <remarks>IEEE Std 1003.1, pax, "ustar Interchange Format". OVF 1.1 allows nothing newer.</remarks>
internal readonly record struct UstarHeader(string Name, long SizeBytes, long ModifiedSeconds)
{
    public const int BlockBytes = 512;

    /// <summary>Eleven octal digits.</summary>
    public const long MaxSizeBytes = (1L << 33) - 1;

    private const int ChecksumOffset = 148, NameBytes = 100;

    public static long PaddedBytes(long sizeBytes) => (sizeBytes + BlockBytes - 1) / BlockBytes * BlockBytes;

    public byte[] Write()
    {
        var bytes = new byte[BlockBytes];
        var fields = new BigEndianWriter(bytes);
        fields.WriteAscii(Name, NameBytes, 0);
        fields.WriteAscii("0000644\00000000\00000000\0");               // mode, uid, gid
        fields.WriteAscii($"{Octal(SizeBytes)}\0{Octal(ModifiedSeconds)}\0");
        fields.WriteAscii("        ");                                  // checksum, counted as spaces
        fields.WriteAscii("0");                                         // a regular file
        fields.WriteZero(NameBytes);
        fields.WriteAscii("ustar\000");
        fields.WriteZero(64);                                           // no user and group names
        fields.WriteAscii("0000000\00000000\0");                        // no device
        fields.WriteZero(BlockBytes - fields.PositionBytes);
        fields.EnsureFull();
        Encoding.ASCII.GetBytes($"{Convert.ToString(Sum(bytes), 8).PadLeft(6, '0')}\0 ", bytes.AsSpan(ChecksumOffset));
        return bytes;
    }

    /// <summary>Reads a header of a plain file; null for the zero block at the end of the archive.</summary>
    /// <exception cref="InvalidInputException">The checksum is wrong, or it is not a plain file.</exception>
    public static UstarHeader? Read(ReadOnlySpan<byte> block, long offset)
    {
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        var copy = block.ToArray();
        copy.AsSpan(ChecksumOffset, 8).Fill((byte)' ');
        return block[156] is (byte)'0' or 0
            && ParseOctal(block.Slice(ChecksumOffset, 8)) == Sum(copy)
            && ParseOctal(block.Slice(124, 12)) is { } size
                ? new UstarHeader(Encoding.UTF8.GetString(block[..NameBytes]).TrimEnd('\0'), size, ParseOctal(block.Slice(136, 12)) ?? 0)
                : throw new InvalidInputException(
                    "IMG2370", $"OVA: the tar header at byte {offset} is damaged (checksum, size) or no plain file (type {block[156]}).");
    }

    private static int Sum(ReadOnlySpan<byte> header)
    {
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        return sum;
    }

    private static string Octal(long value) => Convert.ToString(value, 8).PadLeft(11, '0');

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
