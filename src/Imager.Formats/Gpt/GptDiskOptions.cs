using Imager.Core;

namespace Imager.Formats.Gpt;

/// <summary>A GPT disk that is asked for.</summary>
public sealed record GptDiskOptions
{
    /// <summary>The whole disk, a multiple of the sector size.</summary>
    public required ByteSize DiskSize { get; init; }

    /// <summary>Bytes of a logical sector, 512 or 4096.</summary>
    public int SectorBytes { get; init; } = 512;

    /// <summary>The disk's GUID; Talos' fixed one by default.</summary>
    public Guid DiskGuid { get; init; } = LabelGuid.FromLabel(LabelGuid.TalosDiskLabel);

    /// <summary>Marks the protective MBR entry active (status 0x80), for BIOSes that insist on one.</summary>
    public bool PmbrBootable { get; init; }

    /// <summary>At most 446 bytes of MBR boot code.</summary>
    public ReadOnlyMemory<byte> BootCode { get; init; }

    /// <summary>Sectors left free between the header and the entry array, for boards whose firmware lives there.</summary>
    public int ArrayGapSectors { get; init; }

    /// <summary>In disk order, at most 128.</summary>
    public required IReadOnlyList<GptPartitionOptions> Partitions { get; init; }
}
