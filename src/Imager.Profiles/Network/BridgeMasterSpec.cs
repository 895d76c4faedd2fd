namespace Imager.Profiles.Network;

/// <summary>The settings of a bridge link: <c>bridgeMaster</c>.</summary>
public sealed record BridgeMasterSpec
{
    /// <summary><c>stp.enabled</c>: spanning tree.</summary>
    public bool? StpEnabled { get; init; }

    /// <summary><c>vlan.filteringEnabled</c>: VLAN filtering.</summary>
    public bool? VlanFilteringEnabled { get; init; }
}
