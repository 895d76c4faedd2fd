using Imager.Formats.Compression;

namespace Imager.Formats.Cpio;

/// <summary>An entry read from an initramfs that somebody made.</summary>
/// <remarks><c>Path</c>: relative and free of <c>.</c> and <c>..</c>, empty for the root directory. <c>SizeBytes</c>: of
/// the content that this entry carries; all but one name of a hard-linked file usually carry none.</remarks>
public sealed record CpioEntry(string Path, CpioEntryKind Kind, long SizeBytes)
{
    /// <summary>Permission bits, 0 to 4095.</summary>
    public required int Mode { get; init; }

    /// <summary>The number that names of one file share, within a segment.</summary>
    public required long Inode { get; init; }

    /// <summary>How many names the file has.</summary>
    public required long LinkCount { get; init; }

    /// <summary>Modification time, seconds since 1970.</summary>
    public required long ModifiedSeconds { get; init; }

    /// <summary>Owner.</summary>
    public required long UserId { get; init; }

    /// <summary>Group.</summary>
    public required long GroupId { get; init; }

    /// <summary>Of a symbolic link, as stored, so possibly hostile; else empty.</summary>
    public string LinkTarget { get; init; } = string.Empty;

    /// <summary>The archive it was in, counted from 0.</summary>
    public required int Segment { get; init; }

    /// <summary>How that archive is compressed; null for not at all.</summary>
    public required CompressionFormat? Compression { get; init; }
}
