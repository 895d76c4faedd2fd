namespace Imager.Profiles.Network;

/// <summary>A program of the OS that configures a link: an entry of <c>operators</c>.</summary>
public sealed record OperatorSpec
{
    /// <summary><c>operator</c>: one of <see cref="NetworkVocabulary.Operators"/>.</summary>
    public string? Operator { get; init; }

    /// <summary><c>linkName</c>: the link it works on.</summary>
    public string? LinkName { get; init; }

    /// <summary><c>requireUp</c>: wait until the link is up.</summary>
    public bool? RequireUp { get; init; }

    /// <summary><c>dhcp4</c>, for operator <c>dhcp4</c>.</summary>
    public DhcpSpec? Dhcp4 { get; init; }

    /// <summary><c>dhcp6</c>, for operator <c>dhcp6</c>.</summary>
    public DhcpSpec? Dhcp6 { get; init; }

    /// <summary><c>vip</c>, for operator <c>vip</c>.</summary>
    public VipSpec? Vip { get; init; }

    /// <summary><c>layer</c>: one of <see cref="NetworkVocabulary.Layers"/>; the OS treats every entry as <c>platform</c>.</summary>
    public string? Layer { get; init; }
}
