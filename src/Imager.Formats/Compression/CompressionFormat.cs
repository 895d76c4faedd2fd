namespace Imager.Formats.Compression;

/// <summary>Formats an image is compressed to; plain <c>zstd -d</c>, <c>xz -d</c> and <c>gzip -d</c> read
/// them.</summary>
public enum CompressionFormat
{
    /// <summary><c>.zst</c>, RFC 8878.</summary>
    Zstandard,

    /// <summary><c>.xz</c>, the .xz file format 1.2.0.</summary>
    Xz,

    /// <summary><c>.gz</c>, RFC 1952.</summary>
    Gzip,
}
