namespace Imager.Profiles.Network;

/// <summary>The settings of a bond link: <c>bondMaster</c>, named as in the Linux bonding documentation.</summary>
public sealed record BondMasterSpec
{
    /// <summary><c>mode</c>: one of <see cref="NetworkVocabulary.BondModes"/>.</summary>
    public string? Mode { get; init; }

    /// <summary><c>xmitHashPolicy</c>: one of <see cref="NetworkVocabulary.BondHashPolicies"/>.</summary>
    public string? XmitHashPolicy { get; init; }

    /// <summary><c>lacpRate</c>: <c>slow</c> or <c>fast</c>.</summary>
    public string? LacpRate { get; init; }

    /// <summary><c>arpValidate</c>: one of <see cref="NetworkVocabulary.ArpValidate"/>.</summary>
    public string? ArpValidate { get; init; }

    /// <summary><c>arpAllTargets</c>: <c>any</c> or <c>all</c>.</summary>
    public string? ArpAllTargets { get; init; }

    /// <summary><c>primary</c>: the kernel's interface index (not name) of the preferred slave.</summary>
    public uint? Primary { get; init; }

    /// <summary><c>primaryReselect</c>: one of <see cref="NetworkVocabulary.PrimaryReselect"/>.</summary>
    public string? PrimaryReselect { get; init; }

    /// <summary><c>failOverMac</c>: 0 none, 1 active, 2 follow; a number in this document.</summary>
    public uint? FailOverMac { get; init; }

    /// <summary><c>adSelect</c>: one of <see cref="NetworkVocabulary.AdSelect"/>.</summary>
    public string? AdSelect { get; init; }

    /// <summary><c>miimon</c>: link check interval in milliseconds.</summary>
    public uint? Miimon { get; init; }

    /// <summary><c>updelay</c> in milliseconds, a multiple of <see cref="Miimon"/>.</summary>
    public uint? UpDelay { get; init; }

    /// <summary><c>downdelay</c> in milliseconds, a multiple of <see cref="Miimon"/>.</summary>
    public uint? DownDelay { get; init; }

    /// <summary><c>arpInterval</c>: ARP check interval in milliseconds.</summary>
    public uint? ArpInterval { get; init; }

    /// <summary><c>resendIgmp</c>: 0 to 255 reports after a failover.</summary>
    public uint? ResendIgmp { get; init; }

    /// <summary><c>minLinks</c>: slaves needed before the bond is up.</summary>
    public uint? MinLinks { get; init; }

    /// <summary><c>lpInterval</c>: seconds between learning packets, 1 to 2147483647.</summary>
    public uint? LpInterval { get; init; }

    /// <summary><c>packetsPerSlave</c>: 0 to 65535, for <c>balance-rr</c>.</summary>
    public uint? PacketsPerSlave { get; init; }

    /// <summary><c>numPeerNotif</c>: 0 to 255 notifications after a failover.</summary>
    public uint? NumPeerNotif { get; init; }

    /// <summary><c>tlbLogicalLb</c>: 0 or 1, dynamic load balancing of <c>balance-tlb</c>.</summary>
    public uint? TlbLogicalLb { get; init; }

    /// <summary><c>allSlavesActive</c>: 0 or 1.</summary>
    public uint? AllSlavesActive { get; init; }

    /// <summary><c>useCarrier</c>: read the carrier instead of asking the driver.</summary>
    public bool? UseCarrier { get; init; }

    /// <summary><c>adActorSysPrio</c>: 1 to 65535.</summary>
    public uint? AdActorSysPrio { get; init; }

    /// <summary><c>adUserPortKey</c>: 0 to 1023.</summary>
    public uint? AdUserPortKey { get; init; }

    /// <summary><c>peerNotifyDelay</c> in milliseconds.</summary>
    public uint? PeerNotifyDelay { get; init; }
}
