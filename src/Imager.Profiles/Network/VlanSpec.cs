namespace Imager.Profiles.Network;

/// <summary>The tag of a VLAN link: <c>vlan</c>.</summary>
public sealed record VlanSpec
{
    /// <summary><c>vlanID</c>: 1 to 4094.</summary>
    public uint? VlanId { get; init; }

    /// <summary><c>vlanProtocol</c>: <c>802.1q</c> or <c>802.1ad</c>.</summary>
    public string? Protocol { get; init; }
}
