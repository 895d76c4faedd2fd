using Imager.Core;

namespace Imager.Profiles;

/// <summary>
/// The arithmetic of disk sizes: which partitions a target has, what they need, what a default size grows by.
/// </summary>
public static class DiskSizing
{
    /// <summary>Partitions start and end on multiples of this.</summary>
    public static ByteSize Alignment => ByteSize.FromMiB(1);

    /// <summary>The EFI partition beside GRUB.</summary>
    public static ByteSize GrubEfiSize => ByteSize.FromMiB(100);

    /// <summary>The raw partition that holds GRUB's BIOS core.</summary>
    public static ByteSize BiosSize => ByteSize.FromMiB(1);

    /// <summary>The META partition.</summary>
    public static ByteSize MetaSize => ByteSize.FromMiB(1);

    /// <summary>The STATE partition, made in the image for targets below 1.8.</summary>
    public static ByteSize StateSize => ByteSize.FromMiB(100);

    /// <summary>
    /// The smallest EPHEMERAL partition an image may carry, for targets below 1.8; it takes what is left.
    /// </summary>
    public static ByteSize MinimumEphemeralSize => ByteSize.FromMiB(1);

    /// <summary>The base size of small disk profiles and the least <c>--image-disk-size</c>: 1246 MiB.</summary>
    public static ByteSize SmallDiskSize => ByteSize.FromMiB(1246);

    private static ByteSize BootSizeBefore111 => ByteSize.FromMiB(1000);

    /// <summary>The BOOT partition: 1000 MiB, from 1.11 on 2000 MiB.</summary>
    public static ByteSize BootSize(VersionGates gates) =>
        gates.TwoGibibyteBoot ? ByteSize.FromMiB(2000) : BootSizeBefore111;

    /// <summary>
    /// The EFI partition: room for a UKI pair (100 + 1 + BOOT MiB) unless GRUB alone starts the kernel.
    /// </summary>
    public static ByteSize EfiSize(VersionGates gates, Bootloader bootloader) =>
        bootloader == Bootloader.Grub ? GrubEfiSize : GrubEfiSize + BiosSize + BootSize(gates);

    /// <summary>
    /// The partitions of an image in disk order; EPHEMERAL (below 1.8) with its least size, IMAGECACHE not included.
    /// </summary>
    public static IReadOnlyList<DiskPartition> Partitions(VersionGates gates, Bootloader bootloader)
    {
        var partitions = new List<DiskPartition> { new("EFI", EfiSize(gates, bootloader)) };
        if (bootloader != Bootloader.SdBoot)
        {
            partitions.Add(new("BIOS", BiosSize));
            partitions.Add(new("BOOT", BootSize(gates)));
        }

        partitions.Add(new("META", MetaSize));
        if (!gates.SkipDataPartitions)
        {
            partitions.Add(new("STATE", StateSize));
            partitions.Add(new("EPHEMERAL", MinimumEphemeralSize));
        }

        return partitions;
    }

    /// <summary>
    /// What is added to a size nobody asked for, so that the target's partitions fit where the base size was for 1.9.
    /// </summary>
    public static ByteSize DefaultGrowth(VersionGates gates, Bootloader bootloader)
    {
        var boot = BootSize(gates);
        var growth = boot - BootSizeBefore111;
        return bootloader == Bootloader.DualBoot ? growth + BiosSize + boot : growth;
    }

    /// <summary>The start of the first partition: behind the primary GPT, aligned.</summary>
    public static ByteSize FirstPartitionOffset(int sectorBytes, int gptEntriesLba = 2) =>
        new ByteSize((gptEntriesLba * (long)sectorBytes) + GptEntriesBytes).AlignUp(Alignment);

    /// <summary>The backup GPT at the end of the disk: 128 entries of 128 bytes and one header sector.</summary>
    public static ByteSize BackupGptSize(int sectorBytes) => new(GptEntriesBytes + sectorBytes);

    /// <summary>The least disk that holds the partitions and both GPTs, not rounded.</summary>
    public static ByteSize MinimumDiskSize(
        IReadOnlyList<DiskPartition> partitions, int sectorBytes, int gptEntriesLba = 2) =>
        partitions.Aggregate(FirstPartitionOffset(sectorBytes, gptEntriesLba), (total, next) => total + next.Size)
        + BackupGptSize(sectorBytes);

    private const long GptEntriesBytes = 128 * 128;
}
