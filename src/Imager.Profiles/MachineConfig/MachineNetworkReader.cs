using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.MachineConfig;

/// <summary>Reads <c>machine.network</c> and <c>machine.time</c>: strictly, for a key not read would be configuration lost.</summary>
/// <remarks>All other parts of the machine configuration are skipped unread.</remarks>
internal sealed class MachineNetworkReader(ProblemList problems)
{
    private static readonly string[] Selectors = ["deviceSelector", "deviceSelectors"];

    /// <summary>Null, with a problem, when there is nothing to convert.</summary>
    public MachineNetwork? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var roots = YamlNodeReader.ReadAll(text, problems);
        foreach (var other in roots.Where(root => root.Child("kind") is not null))
        {
            problems.Warning(
                other,
                $"the document of kind {other.Child("kind")!.Text} is not converted: only machine.network and "
                + "machine.time are.");
        }

        var machine = roots.FirstOrDefault(root => root.Child("machine") is not null)?.Child("machine");
        if (machine?.Child("network") is not { IsNull: false } network)
        {
            if (!problems.HasErrors)
            {
                problems.Error(1, 1, "there is no machine.network section: give a machine configuration that has one.");
            }

            return null;
        }

        return Network(network, machine.Child("time") ?? new YamlNode(YamlKind.Mapping, 0, 0));
    }

    /// <remarks>Only one reader is open at a time beside its parents, so time comes before network.</remarks>
    private MachineNetwork Network(YamlNode networkNode, YamlNode timeNode)
    {
        var timeServers = TimeServers(MappingReader.Of(timeNode, problems));
        var map = MappingReader.Of(networkNode, problems);
        NotCarried(map, "kubespan", "KubeSpan is set up from the machine configuration only.");
        NotCarried(map, "extraHostEntries", "entries of /etc/hosts come from the machine configuration only.");
        NotCarried(map, "disableSearchDomain", "this comes from the machine configuration only.");
        var network = new MachineNetwork(map.Node, timeNode)
        {
            Hostname = map.Text("hostname"),
            Interfaces = map.Maps("interfaces", Interface) ?? [],
            Nameservers = map.Addresses("nameservers") ?? [],
            SearchDomains = map.Texts("searchDomains") ?? [],
            TimeServers = timeServers,
        };
        map.End();
        return network;
    }

    private IReadOnlyList<string> TimeServers(MappingReader time)
    {
        NotCarried(time, "disabled", "time synchronisation is switched off by the machine configuration only.");
        NotCarried(time, "bootTimeout", "this comes from the machine configuration only.");
        var servers = time.Texts("servers") ?? [];
        time.End();
        return servers;
    }

    private MachineInterface? Interface(MappingReader map)
    {
        var name = map.Text("interface");
        var hasSelector = map.Find("deviceSelector") is not null;
        var settings = LinkSettings(map);
        var result = new MachineInterface(map.Node, name ?? string.Empty, settings)
        {
            IsIgnored = map.Bool("ignore") == true,
            IsDummy = map.Bool("dummy") == true,
            Bond = map.Map("bond", Bond),
            Bridge = map.Map("bridge", Bridge),
            BridgePortOf = map.Map("bridgePort", BridgePort),
            Wireguard = map.Map("wireguard", Wireguard),
            Vlans = map.Maps("vlans", Vlan) ?? [],
        };
        map.End();
        if (name is not null)
        {
            return result;
        }

        if (hasSelector)
        {
            problems.Warning(
                map.Node,
                "this interface is not converted: deviceSelector finds it on the machine; write interface: with "
                + "its name instead.");
        }
        else
        {
            problems.Error(map.Node, "interface is missing: write interface: with the link's name.");
        }

        return null;
    }

    private MachineLinkSettings LinkSettings(MappingReader map)
    {
        var addresses = (map.PrefixesOrHosts("addresses") ?? []).ToList();
        if (map.Prefix("cidr") is { } old)
        {
            addresses.Add(old);
        }

        return new MachineLinkSettings(map.Node)
        {
            Addresses = addresses,
            Routes = map.Maps("routes", Route) ?? [],
            Mtu = map.Number("mtu"),
            UsesDhcp = map.Bool("dhcp") == true,
            Dhcp = map.Map("dhcpOptions", DhcpOptions) ?? new MachineDhcpOptions(),
            VipAddress = map.Map("vip", Vip)?.IP,
        };
    }

    private MachineRoute? Route(MappingReader map)
    {
        var destination = map.Prefix("network");
        var route = new MachineRoute(map.Node, destination is { Bits: 0 } ? null : destination, map.Address("gateway"))
        {
            Source = map.Address("source"),
            Metric = map.Number("metric"),
            Mtu = map.Number("mtu"),
        };
        map.End();
        if (destination is null && route.Gateway is null)
        {
            problems.Error(map.Node, "the route has neither network nor gateway: write at least one of them.");
            return null;
        }

        return route;
    }

    private static MachineDhcpOptions DhcpOptions(MappingReader map)
    {
        var options = new MachineDhcpOptions
        {
            RouteMetric = map.Number("routeMetric"),
            IPv4 = map.Bool("ipv4"),
            IPv6 = map.Bool("ipv6"),
            DuidV6 = map.Text("duidv6"),
        };
        map.End();
        return options;
    }

    private VipSpec Vip(MappingReader map)
    {
        NotCarried(map, "equinixMetal", "the OS looks up this cloud's identifiers only for the machine configuration.");
        NotCarried(map, "hcloud", "the OS looks up this cloud's identifiers only for the machine configuration.");
        var vip = new VipSpec { IP = map.Address("ip") };
        map.End();
        return vip;
    }

    private MachineVlan? Vlan(MappingReader map)
    {
        var vlan = new MachineVlan(map.Number("vlanId", min: 1, max: 4094) ?? 0, LinkSettings(map));
        map.End();
        if (map.Node.Child("vlanId") is null)
        {
            problems.Error(map.Node, "vlanId is missing: write a number from 1 to 4094.");
        }

        return vlan.Id > 0 ? vlan : null;
    }

    private MachineBond Bond(MappingReader map)
    {
        Array.ForEach(
            Selectors,
            key => NotCarried(map, key, "it finds links on the machine: list their names under interfaces instead."));
        NotCarried(map, "arpIPTarget", "the OS does not support it.");
        NotCarried(map, "adActorSystem", "the OS does not support it.");
        var bond = new MachineBond(map.Node, map.Texts("interfaces") ?? [], BondSettings(map)) { Primary = map.Text("primary") };
        map.End();
        return bond;
    }

    private static BondMasterSpec BondSettings(MappingReader map) =>
        NetworkDocumentSchema.CommonBondSettings(map, tlbKey: "tlbDynamicLb") with { FailOverMac = FailOverMac(map) };

    private static uint? FailOverMac(MappingReader map)
    {
        if (map.Text("failOverMac") is not { } word)
        {
            return null;
        }

        var number = NetworkVocabulary.FailOverMac.ToList().IndexOf(word);
        if (number < 0)
        {
            map.Problems.Error(
                map.Node.Child("failOverMac")!,
                $"\"{word}\" is not known: write one of {string.Join(", ", NetworkVocabulary.FailOverMac)}.");
            return null;
        }

        return (uint)number;
    }

    private static MachineBridge Bridge(MappingReader map)
    {
        var bridge = new MachineBridge(
            map.Texts("interfaces") ?? [],
            new BridgeMasterSpec
            {
                StpEnabled = map.NestedBool("stp", "enabled"),
                VlanFilteringEnabled = map.NestedBool("vlan", "vlanFiltering"),
            });
        map.End();
        return bridge;
    }

    private static string? BridgePort(MappingReader map)
    {
        var master = map.Text("master");
        map.End();
        return master;
    }

    private static WireguardSpec Wireguard(MappingReader map)
    {
        var wireguard = new WireguardSpec
        {
            PrivateKey = map.Text("privateKey"),
            ListenPort = map.Number("listenPort", max: 65535),
            FirewallMark = map.Number("firewallMark"),
            Peers = map.Maps("peers", Peer) ?? [],
        };
        map.End();
        return wireguard;
    }

    private static WireguardPeer Peer(MappingReader map)
    {
        var peer = new WireguardPeer
        {
            PublicKey = map.Text("publicKey"),
            Endpoint = map.Text("endpoint"),
            PersistentKeepaliveInterval = map.Text("persistentKeepaliveInterval"),
            AllowedIPs = map.Prefixes("allowedIPs"),
        };
        map.End();
        return peer;
    }

    /// <summary>A key that is legal, but has no place in what we convert to; switched off, it asks for nothing.</summary>
    private void NotCarried(MappingReader map, string key, string reason)
    {
        if (map.Find(key) is { IsNull: false, Text: not "false" } node && node.Child("enabled")?.Text != "false")
        {
            problems.Warning(node, $"not converted: {reason}");
        }
    }
}
