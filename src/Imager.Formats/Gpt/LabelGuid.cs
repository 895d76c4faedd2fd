using System.Security.Cryptography;
using System.Text;

namespace Imager.Formats.Gpt;

/// <summary>Identifiers that follow from a label, so that the same layout has the same GUIDs everywhere.</summary>
/// <remarks>Same values as the Talos imager's since 1.13.</remarks>
public static class LabelGuid
{
    /// <summary>The label of a Talos image's disk GUID.</summary>
    public const string TalosDiskLabel = "talos-image-disk";

    /// <summary>
    /// The UUID of version 8 made of SHA-256(16 zero bytes, UTF-8 label): its first 16 bytes in printed order, with the
    /// version in the high half of byte 6 and the variant in the top bits of byte 8 (RFC 9562, section 5.8).
    /// </summary>
    public static Guid FromLabel(string label)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(label)];
        Encoding.UTF8.GetBytes(label, input.AsSpan(16));
        return FromHash(SHA256.HashData(input));
    }

    /// <summary>The UUID of version 8 made of the first 16 bytes of a hash, for identities derived from content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The hash is shorter than 16 bytes.</exception>
    public static Guid FromHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        hash[..16].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
