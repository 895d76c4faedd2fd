namespace Imager.Profiles.Network;

/// <summary>The words that a network document may use, spelled as the OS spells them.</summary>
public static class NetworkVocabulary
{
    /// <summary>Address families.</summary>
    public static IReadOnlyList<string> Families { get; } = ["inet4", "inet6"];

    /// <summary>Where an address or route is valid.</summary>
    public static IReadOnlyList<string> Scopes { get; } = ["global", "site", "link", "host", "nowhere"];

    /// <summary>Who configured something; of these, the document's own is <c>platform</c>.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["default", "cmdline", "platform", "operator", "configuration"];

    /// <summary>Flags of addresses.</summary>
    public static IReadOnlyList<string> AddressFlags { get; } =
    [
        "permanent", "temporary", "nodad", "optimistic", "dadfailed", "homeaddress", "deprecated", "tentative",
        "mngmttmpaddr", "noprefixroute", "mcautojoin", "stableprivacy",
    ];

    /// <summary>What the OS can create.</summary>
    public static IReadOnlyList<string> LinkKinds { get; } = ["bond", "bridge", "vlan", "wireguard", "dummy", "veth"];

    /// <summary>Hardware types (ARPHRD); <c>nohdr</c> is WireGuard's, <c>netrom</c> is what the OS prints for "not set".</summary>
    public static IReadOnlyList<string> LinkTypes { get; } =
    [
        "ether", "loopback", "nohdr", "infiniband", "netrom", "eether", "ax25", "pronet", "chaos", "ieee802", "arcnet", "atalk",
        "dlci", "atm", "metricom", "ieee1394", "eui64", "slip", "cslip", "slip6", "cslip6", "ppp", "hdlc", "can", "ipip",
        "tunnel6", "frad", "skip", "fddi", "sit", "ipgre", "ip6gre", "netlink", "6lowpan", "vsockmon", "void",
    ];

    /// <summary>VLAN tag protocols.</summary>
    public static IReadOnlyList<string> VlanProtocols { get; } = ["802.1q", "802.1ad"];

    /// <summary>Bond modes.</summary>
    public static IReadOnlyList<string> BondModes { get; } =
        ["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"];

    /// <summary>How a bond spreads traffic.</summary>
    public static IReadOnlyList<string> BondHashPolicies { get; } =
        ["layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4", "vlan+srcmac"];

    /// <summary>LACP rates.</summary>
    public static IReadOnlyList<string> LacpRates { get; } = ["slow", "fast"];

    /// <summary>Which slaves check ARP replies.</summary>
    public static IReadOnlyList<string> ArpValidate { get; } = ["none", "active", "backup", "all"];

    /// <summary>How many ARP targets must answer.</summary>
    public static IReadOnlyList<string> ArpAllTargets { get; } = ["any", "all"];

    /// <summary>When the primary slave takes over again.</summary>
    public static IReadOnlyList<string> PrimaryReselect { get; } = ["always", "better", "failure"];

    /// <summary>Names of the numbers 0, 1, 2 of <c>failOverMac</c>.</summary>
    public static IReadOnlyList<string> FailOverMac { get; } = ["none", "active", "follow"];

    /// <summary>How 802.3ad selects an aggregator.</summary>
    public static IReadOnlyList<string> AdSelect { get; } = ["stable", "bandwidth", "count"];

    /// <summary>Routing tables.</summary>
    public static IReadOnlyList<string> RoutingTables { get; } = ["main", "local", "default", "unspec"];

    /// <summary>Route types.</summary>
    public static IReadOnlyList<string> RouteTypes { get; } =
    [
        "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable", "prohibit", "throw", "nat",
        "xresolve", "unspec",
    ];

    /// <summary>Who made a route.</summary>
    public static IReadOnlyList<string> RouteProtocols { get; } =
    [
        "static", "unspec", "redirect", "kernel", "boot", "ra", "mrt", "zebra", "bird", "dnrouted", "xorp", "ntk", "dhcp",
        "mrouted", "keepalived", "babel", "openr", "bgp", "isis", "ospf", "rip", "eigrp",
    ];

    /// <summary>Flags of routes.</summary>
    public static IReadOnlyList<string> RouteFlags { get; } =
        ["notify", "cloned", "equalize", "prefix", "lookup_table", "fib_match", "offload", "trap"];

    /// <summary>Operators.</summary>
    public static IReadOnlyList<string> Operators { get; } = ["dhcp4", "dhcp6", "vip"];

    /// <summary>Bonds of these modes watch links by carrier only; the kernel refuses ARP monitoring.</summary>
    internal static IReadOnlyList<string> BondModesWithoutArp { get; } = ["802.3ad", "balance-tlb", "balance-alb"];

    /// <summary>Routes of these types drop packets: they need neither gateway nor link.</summary>
    internal static IReadOnlyList<string> RouteTypesWithoutLink { get; } = ["blackhole", "unreachable", "prohibit", "throw"];
}
