using Imager.Core;

namespace Imager.Formats.Ova;

/// <summary>What an OVA says about the virtual machine around the disk.</summary>
/// <remarks>
/// <c>Name</c>: of the product and machine, in lower case as VMware shows it; it also forms the property
/// <c>NAME.config</c> through which a user passes the machine configuration. <c>HardwareVersion</c>: 13 or 15 for vmx-13,
/// vmx-15. <c>ContentId</c>: the VMDK's CID, from the content's digest. <c>Epoch</c>: time stamp of the members.
/// </remarks>
public sealed record OvaOptions(string Name, int HardwareVersion, uint ContentId, SourceDateEpoch Epoch)
{
    /// <summary>Name of the three members, without extension.</summary>
    public string FileBaseName { get; init; } = "disk";

    /// <summary>Whether the guest sees the disk's UUID (<c>disk.EnableUUID</c>), which Kubernetes storage drivers need.</summary>
    public bool HasDiskUuid { get; init; } = true;

    /// <summary>Whether the machine starts with UEFI; VMware's default is BIOS.</summary>
    public bool UsesUefi { get; init; }

    /// <summary>Deflate level of the disk, 0 to 9.</summary>
    public int Level { get; init; } = 6;
}
