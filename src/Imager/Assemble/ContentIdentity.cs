using System.Buffers.Binary;
using System.Security.Cryptography;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;

namespace Imager.Assemble;

/// <summary>An identity for a format that wants one, derived from the image's content.</summary>
internal static class ContentIdentity
{
    private const int BufferBytes = 1 << 20;

    /// <summary>A UUID version 8 of the SHA-256 over every extent's place and bytes; holes cost nothing.</summary>
    internal static Guid Of(ExtentMap map)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        Span<byte> place = stackalloc byte[16];
        foreach (var extent in map.Flatten())
        {
            BinaryPrimitives.WriteInt64LittleEndian(place, extent.OffsetBytes);
            BinaryPrimitives.WriteInt64LittleEndian(place[8..], extent.LengthBytes);
            hash.AppendData(place);
            for (var done = 0L; done < extent.LengthBytes;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - done));
                extent.Source.ReadExactly(extent.SourceOffsetBytes + done, chunk);
                hash.AppendData(chunk);
                done += chunk.Length;
            }
        }

        return LabelGuid.FromHash(hash.GetHashAndReset());
    }
}
