namespace Imager.Plan;

/// <summary>GPT names of the Talos partitions; file system labels are the same.</summary>
public static class PartitionNames
{
    public const string Efi = "EFI";
    public const string Bios = "BIOS";
    public const string Boot = "BOOT";
    public const string Meta = "META";
    public const string State = "STATE";
    public const string Ephemeral = "EPHEMERAL";
    public const string ImageCache = "IMAGECACHE";
}
