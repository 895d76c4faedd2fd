namespace Imager.Inspect;

/// <summary>The spellings of kinds, and what an address may pass through without naming it.</summary>
public static class InspectKinds
{
    /// <summary>As JSON spells it: <c>boot-image</c>.</summary>
    public static string Name(InspectKind kind) => kind switch
    {
        InspectKind.ImageFile => "image-file",
        InspectKind.BootImage => "boot-image",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>As people read it: <c>FAT file system</c>.</summary>
    public static string Title(InspectKind kind) => kind switch
    {
        InspectKind.ImageFile => "file",
        InspectKind.Compressed => "compressed stream",
        InspectKind.Qcow2 or InspectKind.Vhd or InspectKind.Vhdx or InspectKind.Vmdk => $"{kind.ToString().ToUpperInvariant()} disk image",
        InspectKind.Ova => "OVA archive",
        InspectKind.Tar => "tar archive",
        InspectKind.BootImage => "boot image",
        InspectKind.Iso => "ISO 9660 image",
        InspectKind.Fat => "FAT file system",
        InspectKind.Xfs => "XFS file system",
        InspectKind.Ext => "ext file system",
        InspectKind.Squashfs => "squashfs file system",
        InspectKind.Pe => "EFI program",
        InspectKind.Uki => "unified kernel image",
        InspectKind.Kernel => "Linux kernel",
        InspectKind.Meta => "META (ADV)",
        InspectKind.Unknown => "unknown content",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Wrappers: what is inside belongs to the same place in an address.</summary>
    internal static bool IsTransparent(InspectKind kind) => kind
        is InspectKind.ImageFile or InspectKind.Compressed or InspectKind.Qcow2 or InspectKind.Vhd or InspectKind.Vhdx
        or InspectKind.Vmdk or InspectKind.Ova or InspectKind.Tar or InspectKind.Disk or InspectKind.Iso or InspectKind.Fat
        or InspectKind.Xfs or InspectKind.Ext or InspectKind.Squashfs or InspectKind.Meta or InspectKind.Initramfs or InspectKind.Segment
        or InspectKind.Pe or InspectKind.Uki;

    internal static bool IsVolume(InspectKind kind) => kind is InspectKind.Partition or InspectKind.BootImage;

    internal static bool IsFileSystem(InspectKind kind) => kind
        is InspectKind.Fat or InspectKind.Xfs or InspectKind.Ext or InspectKind.Squashfs or InspectKind.Iso;
}
