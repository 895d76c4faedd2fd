using Imager.Core;
using Imager.Formats.Gpt;
using Imager.Profiles;

namespace Imager.Plan;

/// <summary>Lays out the partitions of a disk image for a bootloader, a target version and a sector size.</summary>
public static class PlanDisk
{
    /// <summary>The plan of <paramref name="options"/>; sizes are checked before any work starts.</summary>
    /// <exception cref="InvalidInputException">The disk is too small for its partitions, or the layout cannot boot.</exception>
    /// <exception cref="UnsupportedException">The target is too old for an image cache.</exception>
    public static DiskPlan Create(ImageOptions options, VersionGates gates, Architecture architecture, PlanAdditions? additions = null)
    {
        additions ??= PlanAdditions.None;
        var boot = options.Bootloader ?? Bootloader.None;
        var sectorBytes = options.DiskSectorSizeBytes is null or 0 ? 512 : options.DiskSectorSizeBytes.Value;
        if (boot == Bootloader.DualBoot && architecture != Architecture.Amd64)
        {
            throw new InvalidInputException(
                "IMG2710",
                $"output.imageOptions.bootloader: dual-boot pairs GRUB for BIOS with systemd-boot, and {architecture} has no "
                + "BIOS. Use sd-boot or grub.");
        }

        if (additions.CacheSize.Bytes > 0 && !gates.SkipDataPartitions)
        {
            throw new UnsupportedException(
                "IMG3080", "input.imageCache: targets below 1.9 do not know the image cache. Set --target-version to 1.9 or newer.");
        }

        // A size that a person asked for is kept; the arithmetic tells what does not fit.
        var growth = options.IsDiskSizeExact ? default : additions.CacheSize;
        var table = new GptDiskOptions
        {
            DiskSize = new ByteSize(options.DiskSizeBytes ?? 0) + growth,
            SectorBytes = sectorBytes,
            ArrayGapSectors = additions.GptOffsetSectors,
            Partitions = [.. Partitions(boot, gates), .. Cache(additions)],
        };
        return new DiskPlan(boot, table.DiskSize, sectorBytes, table, GptLayout.Plan(table));
    }

    private static IEnumerable<GptPartitionOptions> Cache(PlanAdditions additions) => additions.CacheSize.Bytes == 0
        ? []
        : [Describe(new DiskPartition(PartitionNames.ImageCache, additions.CacheSize))];

    private static List<GptPartitionOptions> Partitions(Bootloader boot, VersionGates gates) => boot == Bootloader.None
        ? throw new InvalidInputException(
            "IMG2711", "output.imageOptions.bootloader: a disk image needs one of dual-boot, sd-boot and grub.")
        : [.. DiskSizing.Partitions(gates, boot).Select(Describe)];

    private static GptPartitionOptions Describe(DiskPartition partition) => new()
    {
        Name = partition.Label,
        TypeGuid = partition.Label switch
        {
            PartitionNames.Efi => GptPartitionTypes.EfiSystem,
            PartitionNames.Bios => GptPartitionTypes.BiosBoot,
            _ => GptPartitionTypes.LinuxData,
        },
        Attributes = partition.Label == PartitionNames.Bios ? GptAttributes.LegacyBiosBootable : 0,
        Size = partition.Label == PartitionNames.Ephemeral ? null : partition.Size,
    };
}
