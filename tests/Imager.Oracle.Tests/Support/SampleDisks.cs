using Imager.Formats.Extents;

namespace Imager.Oracle.Tests.Support;

/// <summary>Raw disks whose payload starts and ends at awkward places.</summary>
public static class SampleDisks
{
    /// <summary>A disk with bytes at its start, end and around block borders; the rest are holes.</summary>
    public static ExtentMap Sparse(long lengthBytes)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, Pattern(512, 1));
        builder.Add(1024, Pattern(512, 2));
        builder.Add(65_536 - 10, Pattern(20, 3));
        builder.Add(1 << 20, Pattern(300_000, 4));
        builder.Add((2 << 20) + 4096, Pattern(4096, 5));
        builder.Add((5 << 20) - 1, Pattern((2 << 20) + 2, 6));
        builder.Add(lengthBytes / 2, Pattern(100_000, 7));
        builder.Add(lengthBytes - 513, Pattern(513, 8));
        return builder.Build(lengthBytes);
    }

    /// <summary>A disk without a single byte.</summary>
    public static ExtentMap Empty(long lengthBytes) => new ExtentMapBuilder().Build(lengthBytes);

    /// <summary>Incompressible bytes, the same for the same arguments.</summary>
    public static byte[] Pattern(int length, uint seed)
    {
        var bytes = new byte[length];
        var state = 0x9E37_79B9u * (seed + 1);
        for (var index = 0; index < length; index++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            bytes[index] = (byte)state;
        }

        return bytes;
    }

    /// <summary>A hash of all bytes, holes included, for disks of moderate size.</summary>
    public static string Hash(ExtentMap map)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (var offset = 0L; offset < map.LengthBytes; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, map.LengthBytes - offset));
            map.ReadExactly(offset, part);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
