namespace Imager.Formats.Squashfs;

/// <summary>How the blocks of a squashfs are compressed; the numbers are those of its superblock.</summary>
public enum SquashfsCompression
{
    /// <summary>zlib streams (RFC 1950); read only.</summary>
    Gzip = 1,

    /// <summary>.xz streams with CRC32.</summary>
    Xz = 4,

    /// <summary>Zstandard frames (RFC 8878).</summary>
    Zstandard = 6,
}
