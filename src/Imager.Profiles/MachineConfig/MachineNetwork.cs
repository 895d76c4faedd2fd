using System.Net;
using Imager.Profiles.Network;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.MachineConfig;

/// <summary><c>machine.network</c> and <c>machine.time</c> of a machine configuration.</summary>
/// <remarks>The records keep their nodes, so that findings name a line.</remarks>
internal sealed record MachineNetwork(YamlNode Network, YamlNode Time)
{
    public string? Hostname { get; init; }

    public IReadOnlyList<MachineInterface> Interfaces { get; init; } = [];

    public IReadOnlyList<IPAddress> Nameservers { get; init; } = [];

    public IReadOnlyList<string> SearchDomains { get; init; } = [];

    public IReadOnlyList<string> TimeServers { get; init; } = [];
}

/// <summary>An entry of <c>machine.network.interfaces</c>.</summary>
internal sealed record MachineInterface(YamlNode Node, string Name, MachineLinkSettings Settings)
{
    public bool IsIgnored { get; init; }

    public bool IsDummy { get; init; }

    public MachineBond? Bond { get; init; }

    public MachineBridge? Bridge { get; init; }

    /// <summary>The bridge that <c>bridgePort.master</c> names.</summary>
    public string? BridgePortOf { get; init; }

    public WireguardSpec? Wireguard { get; init; }

    public IReadOnlyList<MachineVlan> Vlans { get; init; } = [];
}

/// <summary>What an interface and a VLAN have in common.</summary>
internal sealed record MachineLinkSettings(YamlNode Node)
{
    public IReadOnlyList<IPPrefix> Addresses { get; init; } = [];

    public IReadOnlyList<MachineRoute> Routes { get; init; } = [];

    public uint? Mtu { get; init; }

    public bool UsesDhcp { get; init; }

    public MachineDhcpOptions Dhcp { get; init; } = new();

    public IPAddress? VipAddress { get; init; }
}

internal sealed record MachineDhcpOptions
{
    public uint? RouteMetric { get; init; }

    public bool? IPv4 { get; init; }

    public bool? IPv6 { get; init; }

    public string? DuidV6 { get; init; }
}

/// <summary>A route; a null destination is the default route.</summary>
internal sealed record MachineRoute(YamlNode Node, IPPrefix? Destination, IPAddress? Gateway)
{
    public IPAddress? Source { get; init; }

    public uint? Metric { get; init; }

    public uint? Mtu { get; init; }

    public bool IsIPv6 =>
        (Gateway ?? Destination?.Address)?.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
}

/// <summary>A bond; its settings hold only what the configuration says.</summary>
internal sealed record MachineBond(YamlNode Node, IReadOnlyList<string> Interfaces, BondMasterSpec Settings)
{
    /// <summary>The name of the preferred slave; the network document has an interface index instead.</summary>
    public string? Primary { get; init; }
}

internal sealed record MachineBridge(IReadOnlyList<string> Interfaces, BridgeMasterSpec Settings);

internal sealed record MachineVlan(uint Id, MachineLinkSettings Settings);
