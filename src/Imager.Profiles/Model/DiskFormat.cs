namespace Imager.Profiles;

/// <summary>The container format of a disk image (<c>output.imageOptions.diskFormat</c>).</summary>
public enum DiskFormat
{
    /// <summary>Not set; an error in a finished disk profile.</summary>
    Unknown = 0,

    /// <summary>The disk's bytes.</summary>
    Raw = 1,

    /// <summary>QEMU copy-on-write, version 2 or 3.</summary>
    Qcow2 = 2,

    /// <summary>Virtual PC hard disk (Azure).</summary>
    Vhd = 3,

    /// <summary>OVF archive with a stream-optimized VMDK (VMware).</summary>
    Ova = 4,
}
