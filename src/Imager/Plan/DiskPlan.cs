using Imager.Core;
using Imager.Formats.Gpt;
using Imager.Profiles;

namespace Imager.Plan;

/// <summary>A disk's partitions and their places, before any content is known.</summary>
public sealed record DiskPlan(Bootloader Boot, ByteSize DiskSize, int SectorBytes, GptDiskOptions Table, GptLayout Layout)
{
    /// <summary>GPT partition number of BOOT, built into the GRUB images' prefix <c>(,gpt3)/grub</c>.</summary>
    public const int GrubBootPartitionNumber = 3;

    /// <summary>The place of the partition called <paramref name="name"/>, or null.</summary>
    public GptPartition? Find(string name) => Layout.Partitions.FirstOrDefault(partition => partition.Name == name);
}
