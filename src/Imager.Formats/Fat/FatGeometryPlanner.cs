using Imager.Core;

namespace Imager.Formats.Fat;

/// <summary>The rules behind <see cref="FatGeometry.Plan"/>.</summary>
internal static class FatGeometryPlanner
{
    private const int MaxClusterBytes = 32 * 1024;
    private const int Fat32DataAlignmentBytes = 4096;
    private const int FixedRootEntries = 512;
    private const int Fat32ReservedSectors = 32;
    private const int FatCopies = 2;

    internal static FatGeometry Plan(FatOptions options)
    {
        CheckSizes(options);
        FatType[] types = options.Type == FatType.Auto ? [FatType.Fat32, FatType.Fat16, FatType.Fat12] : [options.Type];
        var geometries = types
            .SelectMany(type => Candidates(options, type).Select(clusterBytes => Layout(options, type, clusterBytes)))
            .ToList();
        return geometries.Find(IsInRange) ?? throw Impossible(options, types[^1], geometries[^1]);
    }

    /// <summary>Cluster sizes to try, the preferred one first.</summary>
    private static IEnumerable<int> Candidates(FatOptions options, FatType type)
    {
        if (options.ClusterBytes is { } wish)
        {
            return [wish];
        }

        var sizes = Enumerable.Range(0, 7)
            .Select(power => options.SectorBytes << power)
            .Where(size => size <= MaxClusterBytes);
        return type == FatType.Fat32
            ? sizes.Where(size => size <= Math.Max(PreferredFat32Cluster(options.Size), options.SectorBytes)).Reverse()
            : sizes;
    }

    private static int PreferredFat32Cluster(ByteSize size) =>
        size <= ByteSize.FromMiB(260) ? 512
        : size <= ByteSize.FromGiB(8) ? 4096
        : size <= ByteSize.FromGiB(16) ? 8192
        : size <= ByteSize.FromGiB(32) ? 16384
        : MaxClusterBytes;

    private static int SmallestCluster(FatOptions options) => options.ClusterBytes ?? options.SectorBytes;

    private static FatGeometry Layout(FatOptions options, FatType type, int clusterBytes)
    {
        var isFat32 = type == FatType.Fat32;
        var draft = new FatGeometry(
            type,
            options.SectorBytes,
            clusterBytes / options.SectorBytes,
            isFat32 ? Fat32ReservedSectors : 1,
            FatCopies,
            0,
            isFat32 ? 0 : FixedRootEntries,
            options.Size.Bytes / options.SectorBytes);

        // The smallest FAT that covers the clusters which remain beside it.
        var (low, high) = (1L, Math.Max(1, SectorsNeeded(draft)));
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = SectorsNeeded(draft with { FatSectors = middle }) <= middle ? (low, middle) : (middle + 1, high);
        }

        var alignment = options.DataAlignmentBytes ?? (isFat32 ? Fat32DataAlignmentBytes : options.SectorBytes);
        var unaligned = (draft with { FatSectors = low }).ClusterOffsetBytes(2) % alignment;
        var padding = unaligned > 0 ? (alignment - unaligned) / options.SectorBytes : 0;
        return draft with { FatSectors = low, ReservedSectors = draft.ReservedSectors + (int)padding };
    }

    private static long SectorsNeeded(FatGeometry geometry)
    {
        var bits = (Math.Max(geometry.ClusterCount, 0) + 2) * geometry.EntryBits;
        return (((bits + 7) / 8) + geometry.SectorBytes - 1) / geometry.SectorBytes;
    }

    private static bool IsInRange(FatGeometry geometry) =>
        geometry.ClusterCount >= MinClusters(geometry.Type) && geometry.ClusterCount <= MaxClusters(geometry.Type);

    private static long MinClusters(FatType type) => type switch
    {
        FatType.Fat12 => 1,
        FatType.Fat16 => FatGeometry.MaxFat12Clusters + 1,
        _ => FatGeometry.MaxFat16Clusters + 1,
    };

    private static long MaxClusters(FatType type) => type switch
    {
        FatType.Fat12 => FatGeometry.MaxFat12Clusters,
        FatType.Fat16 => FatGeometry.MaxFat16Clusters,
        _ => FatGeometry.MaxFat32Clusters,
    };

    private static void CheckSizes(FatOptions options)
    {
        if (options.SectorBytes is not (512 or 4096))
        {
            throw new UnsupportedException(
                "IMG3200", $"FAT: sector size {options.SectorBytes} is not supported; use 512 or 4096 bytes.");
        }

        if (!options.Size.IsMultipleOf(new ByteSize(options.SectorBytes))
            || options.Size.Bytes / options.SectorBytes > uint.MaxValue)
        {
            throw new InvalidInputException(
                "IMG2210",
                $"FAT: size {options.Size.Bytes} must be a multiple of the sector size {options.SectorBytes} "
                + $"and at most {uint.MaxValue} sectors.");
        }

        if (options.DataAlignmentBytes is { } alignment
            && (alignment < options.SectorBytes || alignment > MaxClusterBytes || !int.IsPow2(alignment)))
        {
            throw new InvalidInputException(
                "IMG2223",
                $"FAT: data alignment {alignment} must be a power of two from the sector size {options.SectorBytes} "
                + $"to {MaxClusterBytes} bytes.");
        }

        if (options.ClusterBytes is { } cluster
            && (cluster < options.SectorBytes || cluster > MaxClusterBytes || !int.IsPow2(cluster)))
        {
            throw new InvalidInputException(
                "IMG2211",
                $"FAT: cluster size {cluster} must be a power of two from the sector size {options.SectorBytes} "
                + $"to {MaxClusterBytes} bytes.");
        }
    }

    private static InvalidInputException Impossible(FatOptions options, FatType type, FatGeometry tried)
    {
        var advice = tried.ClusterCount > MaxClusters(type)
            ? "Use larger clusters or a wider type."
            : $"Use {Smallest(options, type)} or more, smaller clusters, or a narrower type.";
        return new(
            "IMG2212",
            $"FAT: {options.Size} in clusters of {tried.ClusterBytes} bytes are {Math.Max(tried.ClusterCount, 0)} clusters; "
            + $"{type} has {MinClusters(type)} to {MaxClusters(type)}, and UEFI firmware refuses other counts. {advice}");
    }

    private static ByteSize Smallest(FatOptions options, FatType type)
    {
        var dataBytes = MinClusters(type) * SmallestCluster(options);
        var mebibytes = dataBytes >> 20;
        while (!IsInRange(Layout(options with { Size = ByteSize.FromMiB(mebibytes) }, type, SmallestCluster(options))))
        {
            mebibytes++;
        }

        return ByteSize.FromMiB(mebibytes);
    }
}
