using System.Security.Cryptography;
using Imager.Core;

namespace Imager.Formats.Extents;

/// <summary>Immutable bytes of known length that can be read at any offset, from several threads at once.</summary>
/// <remarks>
/// Three kinds exist: <see cref="MemorySource"/>, another <see cref="ExtentMap"/> (<see cref="ExtentMapSource"/>), and a
/// file, whose class lives in the room that may touch files. Nothing is read before a writer asks for it.
/// </remarks>
public abstract class ByteSource
{
    /// <summary>How many bytes there are.</summary>
    public abstract long LengthBytes { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offsetBytes"/> on.</summary>
    /// <exception cref="FileAccessException">The file behind it cannot be read or became shorter.</exception>
    public abstract void ReadExactly(long offsetBytes, Span<byte> destination);

    /// <summary>All bytes in one array; for small sources (headers, configuration), not for payloads.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[LengthBytes];
        ReadExactly(0, bytes);
        return bytes;
    }

    /// <summary>The SHA-256 digest of all bytes, read once, a mebibyte at a time.</summary>
    /// <exception cref="FileAccessException">The file behind it cannot be read or became shorter.</exception>
    public Digest ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Min(1 << 20, LengthBytes)];
        for (var offset = 0L; offset < LengthBytes; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, LengthBytes - offset));
            ReadExactly(offset, part);
            hash.AppendData(part);
        }

        return Digest.FromSha256(hash.GetHashAndReset());
    }
}
