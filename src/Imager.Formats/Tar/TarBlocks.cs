using System.Buffers.Binary;
using System.Text;
using Imager.Core;

namespace Imager.Formats.Tar;

/// <summary>Reads an archive's stream in blocks and takes header fields apart; every error says at which
/// byte.</summary>
internal sealed class TarBlocks(Stream source)
{
    private readonly byte[] skipBuffer = new byte[64 << 10];

    internal long PositionBytes { get; private set; }

    /// <summary>Reads a whole block; false at a clean end of the stream.</summary>
    internal bool TryRead(Span<byte> block)
    {
        var count = source.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
        PositionBytes += count;
        return count == block.Length || (count == 0 ? false : throw Truncated());
    }

    internal int ReadContent(Span<byte> destination)
    {
        var count = source.Read(destination);
        PositionBytes += count;
        return count > 0 ? count : throw Truncated();
    }

    /// <summary>Passes over bytes.</summary>
    internal void Skip(long count)
    {
        while (count > 0)
        {
            count -= ReadContent(skipBuffer.AsSpan(0, (int)Math.Min(skipBuffer.Length, count)));
        }
    }

    /// <summary>The content of an extended header, padding passed over.</summary>
    internal byte[] ReadSmall(long lengthBytes, int limitBytes, string what)
    {
        if (lengthBytes > limitBytes)
        {
            throw Malformed($"{what} of {lengthBytes} bytes; the limit is {limitBytes}");
        }

        var bytes = new byte[lengthBytes];
        for (var done = 0; done < bytes.Length;)
        {
            done += ReadContent(bytes.AsSpan(done));
        }

        Skip(-lengthBytes & (TarHeader.BlockBytes - 1));
        return bytes;
    }

    /// <summary>An octal field, or GNU's binary form; negative values are refused.</summary>
    internal long Number(ReadOnlySpan<byte> field, string what)
    {
        if ((field[0] & 0x80) != 0)
        {
            // 95 bits are possible; what does not fit 63 is refused.
            var high = field[..^sizeof(long)].ToArray();
            var value = BinaryPrimitives.ReadInt64BigEndian(field[^sizeof(long)..]);
            if (high.Length > 0)
            {
                high[0] &= 0x7F;
            }
            else
            {
                value &= long.MaxValue;
            }

            return value >= 0 && !high.AsSpan().ContainsAnyExcept((byte)0)
                ? value
                : throw Malformed($"{what} {Convert.ToHexString(field)} is negative or too large");
        }

        var number = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            number = digit is >= (byte)'0' and <= (byte)'7'
                ? (number << 3) | (uint)(digit - '0')
                : throw Malformed($"{what} \"{Encoding.ASCII.GetString(field)}\" is no octal number");
        }

        return number;
    }

    internal InvalidInputException Malformed(string problem) =>
        new("IMG2283", $"tar archive: {problem}, near byte {PositionBytes}.");

    private InvalidInputException Truncated() =>
        new("IMG2282", $"tar archive ends early, after {PositionBytes} bytes. Get the file again.");
}
