using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Network;

/// <summary>The schema of the network document: which key becomes which property.</summary>
internal static class NetworkDocumentReader
{
    public static NetworkDocumentResult Read(string text, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sourceName);
        var problems = new ProblemList(sourceName);
        var lists = new NetworkDocumentLists(problems);
        var roots = YamlNodeReader.ReadAll(text, problems, lists.Take);
        if (roots.Count > 1)
        {
            problems.Error(
                roots[1], "a second document starts here, which the OS ignores: keep one document per META value.");
        }

        if (problems.HasErrors && roots.Count == 0)
        {
            return new NetworkDocumentResult(null, problems.All);
        }

        if (roots.Count == 0 || roots[0].IsNull)
        {
            problems.Error(
                1,
                1,
                "the document is empty: write at least one section, for example addresses, or leave the META key out.");
            return new NetworkDocumentResult(null, problems.All);
        }

        if (roots[0].Kind != YamlKind.Mapping)
        {
            problems.Error(
                roots[0],
                "a network document is a mapping with sections such as addresses and links, not "
                + $"{roots[0].Describe()}.");
            return new NetworkDocumentResult(null, problems.All);
        }

        var document = Document(MappingReader.Of(roots[0], problems), lists);
        return new NetworkDocumentResult(document, Combine(document, text, problems));
    }

    /// <summary>Adds the validator's findings with their place in the text, and leaves out those a bad value already explains.</summary>
    private static List<DocumentProblem> Combine(NetworkDocument document, string text, ProblemList problems)
    {
        var found = NetworkDocumentValidator.Validate(document, problems.SourceName);
        if (found.Count == 0 && problems.All.Count == 0)
        {
            return [];
        }

        // The entries were not kept while reading; only a document with findings is read again, for their places.
        var root = YamlNodeReader.ReadAll(text, new ProblemList(problems.SourceName))[0];
        var explained = problems.All.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
        return problems.All
            .Concat(found.Where(problem => !explained.Contains(problem.Path)).Select(problem => Place(problem, root)))
            .OrderBy(problem => problem.Line)
            .ThenBy(problem => problem.Column)
            .ToList();
    }

    private static DocumentProblem Place(DocumentProblem problem, YamlNode root)
    {
        var node = root.Locate(problem.Path);
        return problem with { Line = node.Line, Column = node.Column };
    }

    private static NetworkDocument Document(MappingReader map, NetworkDocumentLists lists)
    {
        var document = new NetworkDocument
        {
            Addresses = Joined(lists.Addresses, map.Maps("addresses", Address)),
            Links = Joined(lists.Links, map.Maps("links", Link)),
            Routes = Joined(lists.Routes, map.Maps("routes", Route)),
            Hostnames = Joined(lists.Hostnames, map.Maps("hostnames", Hostname)),
            Resolvers = Joined(lists.Resolvers, map.Maps("resolvers", Resolver)),
            TimeServers = Joined(lists.TimeServers, map.Maps("timeServers", TimeServer)),
            Operators = Joined(lists.Operators, map.Maps("operators", Operator)),
            ExternalIPs = map.Addresses("externalIPs"),
            Probes = Joined(lists.Probes, map.Maps("probes", Probe)),
            Metadata = map.Map("metadata", Metadata),
        };
        return Ended(document, map);
    }

    /// <summary>What was taken while reading, then what was not (an anchored or merged list); null when the key is absent.</summary>
    private static List<T>? Joined<T>(List<T> taken, IReadOnlyList<T>? left) =>
        left is null ? null : left.Count == 0 ? taken : [.. taken, .. left];

    internal static AddressSpec Address(MappingReader map) =>
        Ended(
            new AddressSpec
            {
                Address = map.Prefix("address"),
                LinkName = map.Text("linkName"),
                Family = map.Text("family"),
                Scope = map.Text("scope"),
                Flags = map.Text("flags"),
                AnnounceWithArp = map.Bool("announceWithARP"),
                Layer = map.Text("layer"),
            },
            map);

    internal static LinkSpec Link(MappingReader map) =>
        Ended(
            new LinkSpec
            {
                Name = map.Text("name"),
                Logical = map.Bool("logical"),
                Up = map.Bool("up"),
                Mtu = map.Number("mtu"),
                Kind = map.Text("kind"),
                Type = map.Text("type"),
                ParentName = map.Text("parentName"),
                MasterName = map.Text("masterName"),
                SlaveIndex = map.Number("slaveIndex", max: int.MaxValue),
                BridgeMasterName = map.Map("bridgeSlave", BridgeSlave),
                Vlan = map.Map("vlan", Vlan),
                BondMaster = map.Map("bondMaster", BondMaster),
                BridgeMaster = map.Map("bridgeMaster", BridgeMaster),
                Wireguard = map.Map("wireguard", Wireguard),
                Layer = map.Text("layer"),
            },
            map);

    private static string? BridgeSlave(MappingReader map)
    {
        var master = map.Text("masterName");
        if (master is null)
        {
            map.Problems.Error(map.Node, "a bridge port without a master: name the bridge in bridgeSlave.masterName.");
        }

        return Ended(master, map);
    }

    private static VlanSpec Vlan(MappingReader map) =>
        Ended(new VlanSpec { VlanId = map.Number("vlanID"), Protocol = map.Text("vlanProtocol") }, map);

    private static BondMasterSpec BondMaster(MappingReader map) =>
        Ended(
            CommonBondSettings(map, tlbKey: "tlbLogicalLb") with
            {
                Primary = map.Number("primary"),
                FailOverMac = FailOverMac(map),
            },
            map);

    /// <summary>The bond options that the machine configuration spells alike, apart from one key.</summary>
    internal static BondMasterSpec CommonBondSettings(MappingReader map, string tlbKey) =>
        new()
        {
            Mode = map.Text("mode"),
            XmitHashPolicy = map.Text("xmitHashPolicy"),
            LacpRate = map.Text("lacpRate"),
            ArpValidate = map.Text("arpValidate"),
            ArpAllTargets = map.Text("arpAllTargets"),
            PrimaryReselect = map.Text("primaryReselect"),
            AdSelect = map.Text("adSelect"),
            Miimon = map.Number("miimon"),
            UpDelay = map.Number("updelay"),
            DownDelay = map.Number("downdelay"),
            ArpInterval = map.Number("arpInterval"),
            ResendIgmp = map.Number("resendIgmp", max: 255),
            MinLinks = map.Number("minLinks"),
            LpInterval = map.Number("lpInterval", min: 1, max: int.MaxValue),
            PacketsPerSlave = map.Number("packetsPerSlave", max: 65535),
            NumPeerNotif = map.Number("numPeerNotif", max: 255),
            TlbLogicalLb = map.Number(tlbKey, max: 1),
            AllSlavesActive = map.Number("allSlavesActive", max: 1),
            UseCarrier = map.Bool("useCarrier"),
            AdActorSysPrio = map.Number("adActorSysPrio", min: 1, max: 65535),
            AdUserPortKey = map.Number("adUserPortKey", max: 1023),
            PeerNotifyDelay = map.Number("peerNotifyDelay"),
        };

    private static uint? FailOverMac(MappingReader map)
    {
        if (map.Find("failOverMac") is { Kind: YamlKind.Scalar } node
            && NetworkVocabulary.FailOverMac.ToList().IndexOf(node.Text) is >= 0 and var number)
        {
            map.Problems.Warning(node, $"this document has a number here: write {number} for {node.Text}.");
            return (uint)number;
        }

        return map.Number("failOverMac", max: 2);
    }

    private static BridgeMasterSpec BridgeMaster(MappingReader map) =>
        Ended(
            new BridgeMasterSpec
            {
                StpEnabled = map.NestedBool("stp", "enabled"),
                VlanFilteringEnabled = map.NestedBool("vlan", "filteringEnabled"),
            },
            map);

    private static WireguardSpec Wireguard(MappingReader map) =>
        Ended(
            new WireguardSpec
            {
                PrivateKey = map.Text("privateKey"),
                PublicKey = map.Text("publicKey"),
                ListenPort = map.Number("listenPort", max: 65535),
                FirewallMark = map.Number("firewallMark"),
                Peers = map.Maps("peers", Peer),
            },
            map);

    private static WireguardPeer Peer(MappingReader map) =>
        Ended(
            new WireguardPeer
            {
                PublicKey = map.Text("publicKey"),
                PresharedKey = map.Text("presharedKey"),
                Endpoint = map.Text("endpoint"),
                PersistentKeepaliveInterval = map.Text("persistentKeepaliveInterval"),
                AllowedIPs = map.Prefixes("allowedIPs"),
            },
            map);

    internal static RouteSpec Route(MappingReader map) =>
        Ended(
            new RouteSpec
            {
                Family = map.Text("family"),
                Destination = map.Prefix("dst"),
                Source = map.Address("src"),
                Gateway = map.Address("gateway"),
                OutLinkName = map.Text("outLinkName"),
                Table = map.Text("table"),
                Priority = map.Number("priority"),
                Scope = map.Text("scope"),
                Type = map.Text("type"),
                Protocol = map.Text("protocol"),
                Flags = map.Text("flags"),
                Mtu = map.Number("mtu"),
                Layer = map.Text("layer"),
            },
            map);

    internal static HostnameSpec Hostname(MappingReader map) =>
        Ended(
            new HostnameSpec { Hostname = map.Text("hostname"), Domainname = map.Text("domainname"), Layer = map.Text("layer") },
            map);

    internal static ResolverSpec Resolver(MappingReader map) =>
        Ended(
            new ResolverSpec
            {
                DnsServers = map.Addresses("dnsServers"),
                SearchDomains = map.Texts("searchDomains"),
                Layer = map.Text("layer"),
            },
            map);

    internal static TimeServerSpec TimeServer(MappingReader map) =>
        Ended(new TimeServerSpec { TimeServers = map.Texts("timeServers"), Layer = map.Text("layer") }, map);

    internal static OperatorSpec Operator(MappingReader map) =>
        Ended(
            new OperatorSpec
            {
                Operator = map.Text("operator"),
                LinkName = map.Text("linkName"),
                RequireUp = map.Bool("requireUp"),
                Dhcp4 = map.Map("dhcp4", nested => Dhcp(nested, withDuid: false)),
                Dhcp6 = map.Map("dhcp6", nested => Dhcp(nested, withDuid: true)),
                Vip = map.Map("vip", Vip),
                Layer = map.Text("layer"),
            },
            map);

    private static DhcpSpec Dhcp(MappingReader map, bool withDuid) =>
        Ended(
            new DhcpSpec
            {
                Duid = withDuid ? map.Text("duid") : null,
                RouteMetric = map.Number("routeMetric"),
                SkipHostnameRequest = map.Bool("skipHostnameRequest"),
            },
            map);

    private static VipSpec Vip(MappingReader map) =>
        Ended(
            new VipSpec
            {
                IP = map.Address("ip"),
                GratuitousArp = map.Bool("gratuitousARP"),
                EquinixMetal = map.Map("equinixMetal", EquinixMetal),
                HCloud = map.Map("hcloud", HCloud),
            },
            map);

    private static VipEquinixMetalSpec EquinixMetal(MappingReader map) =>
        Ended(
            new VipEquinixMetalSpec
            {
                ProjectId = map.Text("projectID"),
                DeviceId = map.Text("deviceID"),
                ApiToken = map.Text("apiToken"),
            },
            map);

    private static VipHCloudSpec HCloud(MappingReader map) =>
        Ended(
            new VipHCloudSpec
            {
                DeviceId = map.Number("deviceID"),
                NetworkId = map.Number("networkID"),
                ApiToken = map.Text("apiToken"),
            },
            map);

    internal static ProbeSpec Probe(MappingReader map)
    {
        var (endpoint, timeout) = (map.Find("tcp") is { IsNull: false } node ? MappingReader.Of(node, map.Problems) : null) is { } tcp
            ? Ended((tcp.Text("endpoint"), tcp.Text("timeout")), tcp)
            : (null, null);
        return Ended(
            new ProbeSpec
            {
                Interval = map.Text("interval"),
                FailureThreshold = map.Number("failureThreshold"),
                TcpEndpoint = endpoint,
                TcpTimeout = timeout,
                Layer = map.Text("layer"),
            },
            map);
    }

    private static PlatformMetadata Metadata(MappingReader map) =>
        Ended(
            new PlatformMetadata
            {
                Platform = map.Text("platform"),
                Hostname = map.Text("hostname"),
                Region = map.Text("region"),
                Zone = map.Text("zone"),
                InstanceType = map.Text("instanceType"),
                InstanceId = map.Text("instanceId"),
                ProviderId = map.Text("providerId"),
                Spot = map.Bool("spot"),
                InternalDns = map.Text("internalDNS"),
                ExternalDns = map.Text("externalDNS"),
                Tags = map.Map("tags", Tags),
            },
            map);

    private static Dictionary<string, string> Tags(MappingReader map) =>
        map.Node.Children.ToDictionary(
            child => child.Key!, child => map.Text(child.Key!) ?? string.Empty, StringComparer.Ordinal);

    private static T Ended<T>(T value, MappingReader map)
    {
        map.End();
        return value;
    }
}
