namespace Imager.Profiles.Network;

/// <summary>One link: an entry of <c>links</c>. Physical links are configured, logical ones created.</summary>
public sealed record LinkSpec
{
    /// <summary><c>name</c>: the interface name, at most 15 bytes.</summary>
    public string? Name { get; init; }

    /// <summary><c>logical</c>: the OS creates the link; needs <see cref="Kind"/>.</summary>
    public bool? Logical { get; init; }

    /// <summary><c>up</c>: bring the link up; this also keeps DHCP off it.</summary>
    public bool? Up { get; init; }

    /// <summary><c>mtu</c> in bytes; 0 keeps the default.</summary>
    public uint? Mtu { get; init; }

    /// <summary><c>kind</c>: one of <see cref="NetworkVocabulary.LinkKinds"/>; absent for physical links.</summary>
    public string? Kind { get; init; }

    /// <summary><c>type</c>: one of <see cref="NetworkVocabulary.LinkTypes"/>, for almost all links <c>ether</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>parentName</c>: the link under a VLAN.</summary>
    public string? ParentName { get; init; }

    /// <summary><c>masterName</c>: the bond this link is enslaved to.</summary>
    public string? MasterName { get; init; }

    /// <summary><c>slaveIndex</c>: the place among the slaves of the bond, from 0.</summary>
    public uint? SlaveIndex { get; init; }

    /// <summary><c>bridgeSlave.masterName</c>: the bridge this link is a port of.</summary>
    public string? BridgeMasterName { get; init; }

    /// <summary><c>vlan</c>, for kind <c>vlan</c>.</summary>
    public VlanSpec? Vlan { get; init; }

    /// <summary><c>bondMaster</c>, for kind <c>bond</c>.</summary>
    public BondMasterSpec? BondMaster { get; init; }

    /// <summary><c>bridgeMaster</c>, for kind <c>bridge</c>.</summary>
    public BridgeMasterSpec? BridgeMaster { get; init; }

    /// <summary><c>wireguard</c>, for kind <c>wireguard</c>.</summary>
    public WireguardSpec? Wireguard { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
