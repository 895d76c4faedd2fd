using Imager.Core;

namespace Imager.Formats.Fat;

/// <summary>A FAT file system that is asked for.</summary>
public sealed record FatOptions
{
    /// <summary>The whole volume, a multiple of the sector size.</summary>
    public required ByteSize Size { get; init; }

    /// <summary>Bytes of a logical sector, 512 or 4096; must equal the medium's on disks (not inside an ISO).</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>Bytes of a cluster, the sector size × 2^n up to 32 KiB; null chooses by type and size.</summary>
    public int? ClusterBytes { get; init; }

    /// <summary>The first cluster lies at a multiple of this, reached by more reserved sectors; null: 4096 for FAT32, else a sector.</summary>
    /// <remarks>With clusters of the same size, every file begins at such an address, and a file system around may share it.</remarks>
    public int? DataAlignmentBytes { get; init; }

    /// <summary>Puts the files into the last clusters, next to the partition behind this one.</summary>
    /// <remarks>A compressor with a window of 128 MiB then finds the kernel there again that a UKI here holds.</remarks>
    public bool FilesAtEnd { get; init; }

    /// <summary>The type; the number of clusters must match it.</summary>
    public FatType Type { get; init; }

    /// <summary>At most 11 characters of A-Z, 0-9, space and <c>!#$%&amp;'()-@^_`{}~</c>; empty writes none.</summary>
    public string Label { get; init; } = string.Empty;

    /// <summary>The serial number that tools print as XXXX-XXXX.</summary>
    public uint VolumeId { get; init; }

    /// <summary>Sectors before the volume: the partition's first LBA. Firmware ignores it, old DOS does not.</summary>
    public uint HiddenSectors { get; init; }

    /// <summary>All time stamps, in UTC. FAT begins in 1980: what lies before is stored as 1980-01-01.</summary>
    public SourceDateEpoch Epoch { get; init; } = SourceDateEpoch.Default;
}
