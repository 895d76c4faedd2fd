namespace Imager.Inspect;

/// <summary>What a node of an inspected image is.</summary>
public enum InspectKind
{
    /// <summary>The file that was named.</summary>
    ImageFile,

    /// <summary>A zst, xz or gz stream.</summary>
    Compressed,

    Qcow2,

    Vhd,

    Vhdx,

    Vmdk,

    Ova,

    Tar,

    /// <summary>A file of an OVA or tar.</summary>
    Member,

    /// <summary>A raw disk with partitions.</summary>
    Disk,

    Partition,

    /// <summary>An El Torito boot image.</summary>
    BootImage,

    Iso,

    Fat,

    Xfs,

    Ext,

    Squashfs,

    Directory,

    File,

    Symlink,

    /// <summary>An EFI program.</summary>
    Pe,

    Uki,

    /// <summary>A way to boot a UKI.</summary>
    Profile,

    /// <summary>A section of an EFI program.</summary>
    Section,

    Kernel,

    /// <summary>The Talos META partition.</summary>
    Meta,

    /// <summary>A META value.</summary>
    Value,

    Initramfs,

    /// <summary>One cpio archive of an initramfs.</summary>
    Segment,

    /// <summary>Bytes in no format that is known here.</summary>
    Unknown,
}
