using System.Text;
using Imager.Core;

namespace Imager.Oci.Tar;

/// <summary>The fields of a 512-byte header as ustar, GNU tar and old tar have them in common.</summary>
/// <remarks>POSIX.1-2017 pax, "ustar Interchange Format". One table of offsets, for reading and for writing.</remarks>
internal static class TarFields
{
    internal const int BlockBytes = 512;

    internal static readonly Range Name = 0..100;
    internal static readonly Range Mode = 100..108;
    internal static readonly Range UserId = 108..116;
    internal static readonly Range GroupId = 116..124;
    internal static readonly Range Size = 124..136;
    internal static readonly Range Modified = 136..148;
    internal static readonly Range Checksum = 148..156;
    internal const int Type = 156;
    internal static readonly Range LinkName = 157..257;
    internal static readonly Range Magic = 257..265;
    internal static readonly Range DeviceMajor = 329..337;
    internal static readonly Range DeviceMinor = 337..345;
    internal static readonly Range Prefix = 345..500;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Text(ReadOnlySpan<byte> bytes, string origin)
    {
        var end = bytes.IndexOf((byte)0);
        try
        {
            return StrictUtf8.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (DecoderFallbackException error)
        {
            throw new UnsupportedException(
                "IMG3432",
                $"{origin}: the name {Convert.ToHexStringLower(bytes)} (hex) is not UTF-8; such files cannot be carried over.", error);
        }
    }

    /// <summary>Octal with blanks around it, or GNU's base-256; never negative.</summary>
    internal static long Number(ReadOnlySpan<byte> field, string name, string origin)
    {
        if (field[0] == 0x80)
        {
            return Base256(field[1..], name, origin);
        }

        var digits = field.Trim(" \0"u8);
        var end = digits.IndexOfAny((byte)0, (byte)' ');
        digits = end < 0 ? digits : digits[..end];
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                throw Bad(name, field, origin);
            }

            value = (value << 3) | (long)(digit - '0');
        }

        return value;
    }

    internal static void WriteOctal(Span<byte> field, long value)
    {
        for (var index = field.Length - 2; index >= 0; index--)
        {
            field[index] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    /// <summary>The sum over the header with its checksum field as blanks.</summary>
    internal static int Sum(ReadOnlySpan<byte> header)
    {
        var sum = 8 * ' ';
        foreach (var value in header[..Checksum.Start.Value])
        {
            sum += value;
        }

        foreach (var value in header[Checksum.End.Value..])
        {
            sum += value;
        }

        return sum;
    }

    private static long Base256(ReadOnlySpan<byte> bytes, string name, string origin)
    {
        var value = 0L;
        foreach (var part in bytes)
        {
            if (value >> 55 != 0)
            {
                throw Bad(name, bytes, origin);
            }

            value = (value << 8) | part;
        }

        return value;
    }

    internal static InvalidInputException Bad(string name, ReadOnlySpan<byte> field, string origin) => new(
        "IMG2969",
        $"{origin}: the tar header's {name} field holds {Convert.ToHexStringLower(field)} (hex), which is no valid value.");
}
