using Imager.Core;

namespace Imager.Formats.Fat;

/// <summary>Where the regions of a FAT volume lie, in sectors from its start: reserved, FATs, root directory, clusters.</summary>
/// <remarks>
/// Microsoft FAT specification 1.03, section 3. <c>RootEntries</c> is 0 on FAT32, where the root is an ordinary chain.
/// Clusters count from 2. <c>TotalSectors</c> is what the boot sector says; the volume may be larger.
/// </remarks>
public sealed record FatGeometry(
    FatType Type,
    int SectorBytes,
    int SectorsPerCluster,
    int ReservedSectors,
    int FatCount,
    long FatSectors,
    int RootEntries,
    long TotalSectors)
{
    /// <summary>Bytes of a directory entry.</summary>
    public const int DirectoryEntryBytes = 32;

    /// <summary>The most clusters that FAT12 can have.</summary>
    public const long MaxFat12Clusters = 4084;

    /// <summary>The most clusters that FAT16 can have; EDK2 refuses a FAT32 that has no more than these.</summary>
    public const long MaxFat16Clusters = 65524;

    /// <summary>The most clusters that FAT32 can have: 28 bits less the reserved values.</summary>
    public const long MaxFat32Clusters = 0x0FFF_FFF4;

    /// <summary>Bytes of a cluster.</summary>
    public int ClusterBytes => SectorBytes * SectorsPerCluster;

    /// <summary>Sectors of the fixed root directory of FAT12 and FAT16.</summary>
    public int RootSectors => ((RootEntries * DirectoryEntryBytes) + SectorBytes - 1) / SectorBytes;

    /// <summary>Bits of one FAT entry, 12, 16 or 32.</summary>
    public int EntryBits => Type switch { FatType.Fat12 => 12, FatType.Fat16 => 16, _ => 32 };

    /// <summary>How many clusters hold data; the last one's number is this plus 1.</summary>
    public long ClusterCount => (TotalSectors - DataStartSector) / SectorsPerCluster;

    /// <summary>Byte address of the first FAT.</summary>
    public long FatOffsetBytes => (long)ReservedSectors * SectorBytes;

    /// <summary>Bytes of one FAT.</summary>
    public long FatBytes => FatSectors * SectorBytes;

    /// <summary>Byte address of the fixed root directory of FAT12 and FAT16.</summary>
    public long RootOffsetBytes => FatOffsetBytes + (FatCount * FatBytes);

    private long DataStartSector => ReservedSectors + (FatCount * FatSectors) + RootSectors;

    /// <summary>Byte address of a cluster, counted from 2.</summary>
    public long ClusterOffsetBytes(long cluster) => (DataStartSector * SectorBytes) + ((cluster - 2) * ClusterBytes);

    /// <summary>Whether a FAT entry names a cluster that holds data.</summary>
    public bool IsDataCluster(long cluster) => cluster >= 2 && cluster <= ClusterCount + 1;

    /// <summary>The type that a number of clusters makes, whatever the boot sector's text says.</summary>
    public static FatType TypeOf(long clusterCount) => clusterCount switch
    {
        <= MaxFat12Clusters => FatType.Fat12,
        <= MaxFat16Clusters => FatType.Fat16,
        _ => FatType.Fat32,
    };

    /// <summary>Chooses type, cluster size and FAT size.</summary>
    /// <remarks>
    /// FAT32 clusters without a wish: one sector up to 260 MiB, then 4 KiB to 8 GiB, 8 KiB to 16 GiB, 16 KiB to 32 GiB,
    /// 32 KiB above, as mkfs.vfat does. FAT12 and FAT16 take the smallest cluster that keeps the count in range. The
    /// data of a FAT32 starts at a multiple of 4 KiB, so that file systems under the image can share blocks.
    /// </remarks>
    /// <exception cref="InvalidInputException">No geometry exists: the message gives the counts and a size that works.</exception>
    public static FatGeometry Plan(FatOptions options) => FatGeometryPlanner.Plan(options);
}
