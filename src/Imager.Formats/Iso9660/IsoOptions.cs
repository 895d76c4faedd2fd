using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>What an ISO image carries besides its file tree.</summary>
/// <remarks>
/// Interchange level 3 (files of any size) with Rock Ridge 1.10 is always written: Linux, GRUB and every archiver read
/// the real names, modes and links from it. Text fields take printable ASCII.
/// </remarks>
public sealed record IsoOptions
{
    /// <summary>Volume label, 1 to 32 printable ASCII characters; <c>TALOS_V1_10_0</c> style is the portable
    /// form.</summary>
    public required string VolumeId { get; init; }

    /// <summary>Every date in the image; also what GRUB's <c>search --fs-uuid</c> compares with.</summary>
    public required SourceDateEpoch Epoch { get; init; }

    /// <summary>System identifier, at most 32 characters.</summary>
    public string SystemId { get; init; } = string.Empty;

    /// <summary>Volume set identifier, at most 128 characters.</summary>
    public string VolumeSetId { get; init; } = string.Empty;

    /// <summary>Publisher, at most 128 characters.</summary>
    public string PublisherId { get; init; } = string.Empty;

    /// <summary>Preparer, at most 128 characters.</summary>
    public string PreparerId { get; init; } = string.Empty;

    /// <summary>Application, at most 128 characters.</summary>
    public string ApplicationId { get; init; } = string.Empty;

    /// <summary>Adds a Joliet tree (names for Windows) that shares the files' extents. Links and special files are absent from
    /// it.</summary>
    public bool Joliet { get; init; }

    /// <summary>El Torito entry for BIOS firmware, or null.</summary>
    public IsoBiosBoot? BiosBoot { get; init; }

    /// <summary>A FAT image, appended behind the ISO file system and named by the UEFI El Torito entry; null for
    /// none.</summary>
    /// <remarks>
    /// A tree file whose content lies in this map (same <see cref="ByteSource"/> object, contiguous, at a multiple of
    /// 2048 bytes) is not stored again: its directory record points into the map. <see cref="IsoImage.Files"/> reports
    /// which were shared and by how many bytes the others missed the alignment.
    /// </remarks>
    public ExtentMap? EfiSystemPartition { get; init; }

    /// <summary>Partition tables in the system area, so that the same file boots when written to a disk; null for
    /// none.</summary>
    public IsoHybrid? Hybrid { get; init; }
}
