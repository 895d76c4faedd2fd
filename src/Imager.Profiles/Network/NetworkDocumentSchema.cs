using Imager.Profiles.Network.Reading;

namespace Imager.Profiles.Network;

/// <summary>Which key holds which property, in the order in which keys are written.</summary>
/// <remarks>Each method is called with null to read, and with what is to be written.</remarks>
internal static class NetworkDocumentSchema
{
    internal static AddressSpec Address(INetworkFields fields, AddressSpec? spec) => new()
    {
        Address = fields.Prefix("address", spec?.Address),
        LinkName = fields.Text("linkName", spec?.LinkName),
        Family = fields.Text("family", spec?.Family),
        Scope = fields.Text("scope", spec?.Scope),
        Flags = fields.Text("flags", spec?.Flags),
        AnnounceWithArp = fields.Bool("announceWithARP", spec?.AnnounceWithArp),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static LinkSpec Link(INetworkFields fields, LinkSpec? spec) => new()
    {
        Name = fields.Text("name", spec?.Name),
        Logical = fields.Bool("logical", spec?.Logical),
        Up = fields.Bool("up", spec?.Up),
        Mtu = fields.Number("mtu", spec?.Mtu),
        Kind = fields.Text("kind", spec?.Kind),
        Type = fields.Text("type", spec?.Type),
        ParentName = fields.Text("parentName", spec?.ParentName),
        MasterName = fields.Text("masterName", spec?.MasterName),
        SlaveIndex = fields.Number("slaveIndex", spec?.SlaveIndex, max: int.MaxValue),
        BridgeMasterName = fields.Map("bridgeSlave", spec?.BridgeMasterName, BridgeSlave),
        Vlan = fields.Map("vlan", spec?.Vlan, Vlan),
        BondMaster = fields.Map("bondMaster", spec?.BondMaster, BondMaster),
        BridgeMaster = fields.Map("bridgeMaster", spec?.BridgeMaster, BridgeMaster),
        Wireguard = fields.Map("wireguard", spec?.Wireguard, Wireguard),
        Layer = fields.Text("layer", spec?.Layer),
    };

    /// <summary>The bond options that the machine configuration spells alike, apart from one key.</summary>
    internal static BondMasterSpec CommonBondSettings(INetworkFields fields, string tlbKey) => Bond(fields, null, tlbKey, isDocument: false);

    internal static RouteSpec Route(INetworkFields fields, RouteSpec? spec) => new()
    {
        Family = fields.Text("family", spec?.Family),
        Destination = fields.Prefix("dst", spec?.Destination),
        Source = fields.Address("src", spec?.Source),
        Gateway = fields.Address("gateway", spec?.Gateway),
        OutLinkName = fields.Text("outLinkName", spec?.OutLinkName),
        Table = fields.Text("table", spec?.Table),
        Priority = fields.Number("priority", spec?.Priority),
        Scope = fields.Text("scope", spec?.Scope),
        Type = fields.Text("type", spec?.Type),
        Protocol = fields.Text("protocol", spec?.Protocol),
        Flags = fields.Text("flags", spec?.Flags),
        Mtu = fields.Number("mtu", spec?.Mtu),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static HostnameSpec Hostname(INetworkFields fields, HostnameSpec? spec) => new()
    {
        Hostname = fields.Text("hostname", spec?.Hostname),
        Domainname = fields.Text("domainname", spec?.Domainname),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static ResolverSpec Resolver(INetworkFields fields, ResolverSpec? spec) => new()
    {
        DnsServers = fields.Addresses("dnsServers", spec?.DnsServers),
        SearchDomains = fields.Texts("searchDomains", spec?.SearchDomains),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static TimeServerSpec TimeServer(INetworkFields fields, TimeServerSpec? spec) => new()
    {
        TimeServers = fields.Texts("timeServers", spec?.TimeServers),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static OperatorSpec Operator(INetworkFields fields, OperatorSpec? spec) => new()
    {
        Operator = fields.Text("operator", spec?.Operator),
        LinkName = fields.Text("linkName", spec?.LinkName),
        RequireUp = fields.Bool("requireUp", spec?.RequireUp),
        Dhcp4 = fields.Map("dhcp4", spec?.Dhcp4, Dhcp4),
        Dhcp6 = fields.Map("dhcp6", spec?.Dhcp6, Dhcp6),
        Vip = fields.Map("vip", spec?.Vip, Vip),
        Layer = fields.Text("layer", spec?.Layer),
    };

    internal static ProbeSpec Probe(INetworkFields fields, ProbeSpec? spec)
    {
        var (interval, threshold) = (fields.Text("interval", spec?.Interval), fields.Number("failureThreshold", spec?.FailureThreshold));
        var tcp = fields.Map("tcp", spec is null or { TcpEndpoint: null, TcpTimeout: null } ? null : spec, TcpProbe);
        return new ProbeSpec
        {
            Interval = interval,
            FailureThreshold = threshold,
            TcpEndpoint = tcp?.TcpEndpoint,
            TcpTimeout = tcp?.TcpTimeout,
            Layer = fields.Text("layer", spec?.Layer),
        };
    }

    internal static PlatformMetadata Metadata(INetworkFields fields, PlatformMetadata? spec) => new()
    {
        Platform = fields.Text("platform", spec?.Platform),
        Hostname = fields.Text("hostname", spec?.Hostname),
        Region = fields.Text("region", spec?.Region),
        Zone = fields.Text("zone", spec?.Zone),
        InstanceType = fields.Text("instanceType", spec?.InstanceType),
        InstanceId = fields.Text("instanceId", spec?.InstanceId),
        ProviderId = fields.Text("providerId", spec?.ProviderId),
        Spot = fields.Bool("spot", spec?.Spot),
        InternalDns = fields.Text("internalDNS", spec?.InternalDns),
        ExternalDns = fields.Text("externalDNS", spec?.ExternalDns),
        Tags = fields.Tags("tags", spec?.Tags),
    };

    private static string? BridgeSlave(INetworkFields fields, string? name)
    {
        var master = fields.Text("masterName", name);
        if (master is null)
        {
            fields.Complain("a bridge port without a master: name the bridge in bridgeSlave.masterName.");
        }

        return master;
    }

    private static VlanSpec Vlan(INetworkFields fields, VlanSpec? spec) => new()
    {
        VlanId = fields.Number("vlanID", spec?.VlanId),
        Protocol = fields.Text("vlanProtocol", spec?.Protocol),
    };

    private static BondMasterSpec BondMaster(INetworkFields fields, BondMasterSpec? spec) => Bond(fields, spec, "tlbLogicalLb", isDocument: true);

    private static BondMasterSpec Bond(INetworkFields fields, BondMasterSpec? spec, string tlbKey, bool isDocument) => new()
    {
        Mode = fields.Text("mode", spec?.Mode),
        XmitHashPolicy = fields.Text("xmitHashPolicy", spec?.XmitHashPolicy),
        LacpRate = fields.Text("lacpRate", spec?.LacpRate),
        ArpValidate = fields.Text("arpValidate", spec?.ArpValidate),
        ArpAllTargets = fields.Text("arpAllTargets", spec?.ArpAllTargets),
        Primary = isDocument ? fields.Number("primary", spec?.Primary) : null,
        PrimaryReselect = fields.Text("primaryReselect", spec?.PrimaryReselect),
        FailOverMac = isDocument ? fields.NumberOrWord("failOverMac", spec?.FailOverMac, NetworkVocabulary.FailOverMac) : null,
        AdSelect = fields.Text("adSelect", spec?.AdSelect),
        Miimon = fields.Number("miimon", spec?.Miimon),
        UpDelay = fields.Number("updelay", spec?.UpDelay),
        DownDelay = fields.Number("downdelay", spec?.DownDelay),
        ArpInterval = fields.Number("arpInterval", spec?.ArpInterval),
        ResendIgmp = fields.Number("resendIgmp", spec?.ResendIgmp, max: 255),
        MinLinks = fields.Number("minLinks", spec?.MinLinks),
        LpInterval = fields.Number("lpInterval", spec?.LpInterval, min: 1, max: int.MaxValue),
        PacketsPerSlave = fields.Number("packetsPerSlave", spec?.PacketsPerSlave, max: 65535),
        NumPeerNotif = fields.Number("numPeerNotif", spec?.NumPeerNotif, max: 255),
        TlbLogicalLb = fields.Number(tlbKey, spec?.TlbLogicalLb, max: 1),
        AllSlavesActive = fields.Number("allSlavesActive", spec?.AllSlavesActive, max: 1),
        UseCarrier = fields.Bool("useCarrier", spec?.UseCarrier),
        AdActorSysPrio = fields.Number("adActorSysPrio", spec?.AdActorSysPrio, min: 1, max: 65535),
        AdUserPortKey = fields.Number("adUserPortKey", spec?.AdUserPortKey, max: 1023),
        PeerNotifyDelay = fields.Number("peerNotifyDelay", spec?.PeerNotifyDelay),
    };

    private static BridgeMasterSpec BridgeMaster(INetworkFields fields, BridgeMasterSpec? spec) => new()
    {
        StpEnabled = fields.NestedBool("stp", "enabled", spec?.StpEnabled),
        VlanFilteringEnabled = fields.NestedBool("vlan", "filteringEnabled", spec?.VlanFilteringEnabled),
    };

    private static WireguardSpec Wireguard(INetworkFields fields, WireguardSpec? spec) => new()
    {
        PrivateKey = fields.Text("privateKey", spec?.PrivateKey),
        PublicKey = fields.Text("publicKey", spec?.PublicKey),
        ListenPort = fields.Number("listenPort", spec?.ListenPort, max: 65535),
        FirewallMark = fields.Number("firewallMark", spec?.FirewallMark),
        Peers = fields.Maps("peers", spec?.Peers, Peer),
    };

    private static WireguardPeer Peer(INetworkFields fields, WireguardPeer? spec) => new()
    {
        PublicKey = fields.Text("publicKey", spec?.PublicKey),
        PresharedKey = fields.Text("presharedKey", spec?.PresharedKey),
        Endpoint = fields.Text("endpoint", spec?.Endpoint),
        PersistentKeepaliveInterval = fields.Text("persistentKeepaliveInterval", spec?.PersistentKeepaliveInterval),
        AllowedIPs = fields.Prefixes("allowedIPs", spec?.AllowedIPs),
    };

    private static DhcpSpec Dhcp4(INetworkFields fields, DhcpSpec? spec) => new()
    {
        RouteMetric = fields.Number("routeMetric", spec?.RouteMetric),
        SkipHostnameRequest = fields.Bool("skipHostnameRequest", spec?.SkipHostnameRequest),
    };

    private static DhcpSpec Dhcp6(INetworkFields fields, DhcpSpec? spec)
    {
        var duid = fields.Text("duid", spec?.Duid);
        return Dhcp4(fields, spec) with { Duid = duid };
    }

    private static VipSpec Vip(INetworkFields fields, VipSpec? spec) => new()
    {
        IP = fields.Address("ip", spec?.IP),
        GratuitousArp = fields.Bool("gratuitousARP", spec?.GratuitousArp),
        EquinixMetal = fields.Map("equinixMetal", spec?.EquinixMetal, EquinixMetal),
        HCloud = fields.Map("hcloud", spec?.HCloud, HCloud),
    };

    private static VipEquinixMetalSpec EquinixMetal(INetworkFields fields, VipEquinixMetalSpec? spec) => new()
    {
        ProjectId = fields.Text("projectID", spec?.ProjectId),
        DeviceId = fields.Text("deviceID", spec?.DeviceId),
        ApiToken = fields.Text("apiToken", spec?.ApiToken),
    };

    private static VipHCloudSpec HCloud(INetworkFields fields, VipHCloudSpec? spec) => new()
    {
        DeviceId = fields.Number("deviceID", spec?.DeviceId),
        NetworkId = fields.Number("networkID", spec?.NetworkId),
        ApiToken = fields.Text("apiToken", spec?.ApiToken),
    };

    /// <summary>The two properties that a nested mapping holds.</summary>
    private static ProbeSpec TcpProbe(INetworkFields fields, ProbeSpec? spec) => new()
    {
        TcpEndpoint = fields.Text("endpoint", spec?.TcpEndpoint),
        TcpTimeout = fields.Text("timeout", spec?.TcpTimeout),
    };
}
