using Imager.Core;

namespace Imager.Profiles;

/// <summary>What the disk of a profile must hold, and the words for it.</summary>
/// <remarks>
/// Partitions: in disk order. SectorBytes: 512 or 4096. Minimum: the least disk in bytes, not rounded.
/// </remarks>
public sealed record DiskSizeArithmetic(
    IReadOnlyList<DiskPartition> Partitions, int SectorBytes, ByteSize FirstPartitionOffset, ByteSize Minimum)
{
    private const int UsualSectorBytes = 512;
    private const int UsualEntriesLba = 2;

    /// <summary>The arithmetic for an effective profile of kind image.</summary>
    public static DiskSizeArithmetic For(ImageProfile effective)
    {
        var options = effective.Output?.ImageOptions;
        var bootloader = options?.Bootloader
            ?? ProfileDefaults.DefaultBootloader(effective.Arch, effective.Gates, effective.IsSecureBoot);
        var sectorBytes = options?.DiskSectorSizeBytes is 4096 ? 4096 : UsualSectorBytes;
        var entriesLba = Boards.Find(effective.Board)?.GptEntriesLba ?? UsualEntriesLba;
        var partitions = DiskSizing.Partitions(effective.Gates, bootloader);
        return new DiskSizeArithmetic(
            partitions,
            sectorBytes,
            DiskSizing.FirstPartitionOffset(sectorBytes, entriesLba),
            DiskSizing.MinimumDiskSize(partitions, sectorBytes, entriesLba));
    }

    /// <summary>The least size in bytes, rounded up to a MiB, as it would be written into a profile.</summary>
    public ByteSize RoundedMinimum => Minimum.AlignUp(DiskSizing.Alignment);

    /// <summary>The sentence for a size that is too small.</summary>
    public string Refuse(ByteSize asked) =>
        $"diskSize {asked.Bytes} ({asked}) is too small: {this}. Set it to {RoundedMinimum.Bytes} or more, "
        + "or leave it out for the profile's default.";

    /// <summary>For example <c>4105 MiB = start 1 MiB + EFI 2101 MiB + … + backup GPT, rounded up to 1 MiB</c>.</summary>
    public override string ToString()
    {
        var mebibyte = ByteSize.FromMiB(1).Bytes;
        var terms = string.Join(" + ", Partitions);
        return $"{RoundedMinimum.Bytes / mebibyte} MiB = start {FirstPartitionOffset.Bytes / mebibyte} MiB + {terms} "
            + "+ backup GPT, rounded up to 1 MiB";
    }
}
