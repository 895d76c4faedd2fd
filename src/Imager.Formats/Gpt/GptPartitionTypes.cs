namespace Imager.Formats.Gpt;

/// <summary>Partition type GUIDs of the layouts we write (UEFI 2.10, table 5.7, and the UAPI discoverable partitions).</summary>
public static class GptPartitionTypes
{
    /// <summary>EFI system partition.</summary>
    public static Guid EfiSystem { get; } = new("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");

    /// <summary>BIOS boot partition: GRUB's core image, no file system.</summary>
    public static Guid BiosBoot { get; } = new("21686148-6449-6e6f-744e-656564454649");

    /// <summary>Linux file system data; Talos uses it for BOOT, META, STATE, EPHEMERAL and IMAGECACHE.</summary>
    public static Guid LinuxData { get; } = new("0fc63daf-8483-4772-8e79-3d69d8477de4");

    /// <summary>Microsoft basic data, also the customary type of an ISO 9660 file system in a hybrid image.</summary>
    public static Guid BasicData { get; } = new("ebd0a0a2-b9e5-4433-87c0-68b6b72699c7");

    /// <summary>A short English name for people, or null for a type we do not know.</summary>
    public static string? NameOf(Guid type) =>
        type == EfiSystem ? "EFI system"
        : type == BiosBoot ? "BIOS boot"
        : type == LinuxData ? "Linux data"
        : type == BasicData ? "basic data"
        : null;
}
