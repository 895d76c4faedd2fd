using Imager.Core;
using Imager.Formats.Gpt;
using Imager.Profiles;

namespace Imager.Plan;

/// <summary>Lays out the partitions of a disk image for a bootloader, a target version and a sector size.</summary>
public static class PlanDisk
{
    private static readonly ByteSize OneMiB = ByteSize.FromMiB(1);
    private static readonly ByteSize SmallEsp = ByteSize.FromMiB(100);
    private static readonly ByteSize StateSize = ByteSize.FromMiB(100);

    /// <summary>The plan of <paramref name="options"/>; sizes are checked before any work starts.</summary>
    /// <exception cref="InvalidInputException">The disk is too small for its partitions, or the layout cannot boot.</exception>
    public static DiskPlan Create(ImageOptions options, VersionGates gates, Architecture architecture)
    {
        var boot = options.Bootloader ?? Bootloader.None;
        var sectorBytes = options.DiskSectorSizeBytes is null or 0 ? 512 : options.DiskSectorSizeBytes.Value;
        if (boot == Bootloader.DualBoot && architecture != Architecture.Amd64)
        {
            throw new InvalidInputException(
                "IMG2710",
                $"output.imageOptions.bootloader: dual-boot pairs GRUB for BIOS with systemd-boot, and {architecture} has no "
                + "BIOS. Use sd-boot or grub.");
        }

        var table = new GptDiskOptions
        {
            DiskSize = new ByteSize(options.DiskSizeBytes ?? 0),
            SectorBytes = sectorBytes,
            Partitions = Partitions(boot, gates),
        };
        return new DiskPlan(boot, table.DiskSize, sectorBytes, table, GptLayout.Plan(table));
    }

    private static List<GptPartitionOptions> Partitions(Bootloader boot, VersionGates gates)
    {
        var bootSize = ByteSize.FromMiB(gates.TwoGibibyteBoot ? 2000 : 1000);
        var bigEsp = SmallEsp + OneMiB + bootSize;
        List<GptPartitionOptions> partitions = boot switch
        {
            Bootloader.Grub => [Esp(SmallEsp), Bios(), Data(PartitionNames.Boot, bootSize)],
            Bootloader.SdBoot => [Esp(bigEsp)],
            Bootloader.DualBoot => [Esp(bigEsp), Bios(), Data(PartitionNames.Boot, bootSize)],
            _ => throw new InvalidInputException(
                "IMG2711", "output.imageOptions.bootloader: a disk image needs one of dual-boot, sd-boot and grub."),
        };
        partitions.Add(Data(PartitionNames.Meta, OneMiB));
        if (!gates.SkipDataPartitions)
        {
            partitions.Add(Data(PartitionNames.State, StateSize));
            partitions.Add(Data(PartitionNames.Ephemeral, null));
        }

        return partitions;
    }

    private static GptPartitionOptions Esp(ByteSize size) =>
        new() { Name = PartitionNames.Efi, TypeGuid = GptPartitionTypes.EfiSystem, Size = size };

    private static GptPartitionOptions Bios() => new()
    {
        Name = PartitionNames.Bios,
        TypeGuid = GptPartitionTypes.BiosBoot,
        Size = OneMiB,
        Attributes = GptAttributes.LegacyBiosBootable,
    };

    private static GptPartitionOptions Data(string name, ByteSize? size) =>
        new() { Name = name, TypeGuid = GptPartitionTypes.LinuxData, Size = size };
}
