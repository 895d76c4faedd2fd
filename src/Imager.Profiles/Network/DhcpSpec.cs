namespace Imager.Profiles.Network;

/// <summary>The settings of a DHCP client: <c>dhcp4</c> or <c>dhcp6</c> of an operator.</summary>
public sealed record DhcpSpec
{
    /// <summary><c>duid</c>, DHCPv6 only: the client's identifier in hexadecimal.</summary>
    public string? Duid { get; init; }

    /// <summary><c>routeMetric</c>: priority of the routes it sets.</summary>
    public uint? RouteMetric { get; init; }

    /// <summary><c>skipHostnameRequest</c>: do not take a host name from the server.</summary>
    public bool? SkipHostnameRequest { get; init; }
}
