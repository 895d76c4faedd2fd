using System.Text;
using Imager.Profiles.Network.Reading;

namespace Imager.Profiles.Network;

/// <summary>Writes a network document as canonical YAML.</summary>
/// <remarks>
/// Sections and keys in the schema's order, four spaces before a section's entries, two for every level below, text plain
/// where YAML reads it back as the same text and in single quotes otherwise, LF, a line break at the end. Absent properties
/// are left out, empty lists are <c>[]</c>. Equal documents give equal bytes.
/// </remarks>
public static class NetworkDocumentWriter
{
    /// <summary>The document's text; <c>{}</c> when it has no section.</summary>
    public static string Write(NetworkDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        var root = new YamlEntryWriter(text, lead: string.Empty, indent: string.Empty, step: "    ");
        root.Entries("addresses", document.Addresses, Address);
        root.Entries("links", document.Links, Link);
        root.Entries("routes", document.Routes, Route);
        root.Entries("hostnames", document.Hostnames, Hostname);
        root.Entries("resolvers", document.Resolvers, Resolver);
        root.Entries("timeServers", document.TimeServers, TimeServer);
        root.Entries("operators", document.Operators, Operator);
        root.Addresses("externalIPs", document.ExternalIPs);
        root.Entries("probes", document.Probes, Probe);
        root.Block("metadata", document.Metadata, Metadata);
        return text.Length > 0 ? text.ToString() : "{}\n";
    }

    private static void Address(YamlEntryWriter entry, AddressSpec spec)
    {
        entry.Text("address", spec.Address?.ToString());
        entry.Text("linkName", spec.LinkName);
        entry.Text("family", spec.Family);
        entry.Text("scope", spec.Scope);
        entry.Text("flags", spec.Flags);
        entry.Flag("announceWithARP", spec.AnnounceWithArp);
        entry.Text("layer", spec.Layer);
    }

    private static void Link(YamlEntryWriter entry, LinkSpec spec)
    {
        entry.Text("name", spec.Name);
        entry.Flag("logical", spec.Logical);
        entry.Flag("up", spec.Up);
        entry.Number("mtu", spec.Mtu);
        entry.Text("kind", spec.Kind);
        entry.Text("type", spec.Type);
        entry.Text("parentName", spec.ParentName);
        entry.Text("masterName", spec.MasterName);
        entry.Number("slaveIndex", spec.SlaveIndex);
        entry.Block("bridgeSlave", spec.BridgeMasterName, (block, master) => block.Text("masterName", master));
        entry.Block("vlan", spec.Vlan, Vlan);
        entry.Block("bondMaster", spec.BondMaster, BondMaster);
        entry.Block("bridgeMaster", spec.BridgeMaster, BridgeMaster);
        entry.Block("wireguard", spec.Wireguard, Wireguard);
        entry.Text("layer", spec.Layer);
    }

    private static void Vlan(YamlEntryWriter entry, VlanSpec spec)
    {
        entry.Number("vlanID", spec.VlanId);
        entry.Text("vlanProtocol", spec.Protocol);
    }

    private static void BondMaster(YamlEntryWriter entry, BondMasterSpec spec)
    {
        entry.Text("mode", spec.Mode);
        entry.Text("xmitHashPolicy", spec.XmitHashPolicy);
        entry.Text("lacpRate", spec.LacpRate);
        entry.Text("arpValidate", spec.ArpValidate);
        entry.Text("arpAllTargets", spec.ArpAllTargets);
        entry.Number("primary", spec.Primary);
        entry.Text("primaryReselect", spec.PrimaryReselect);
        entry.Number("failOverMac", spec.FailOverMac);
        entry.Text("adSelect", spec.AdSelect);
        entry.Number("miimon", spec.Miimon);
        entry.Number("updelay", spec.UpDelay);
        entry.Number("downdelay", spec.DownDelay);
        entry.Number("arpInterval", spec.ArpInterval);
        entry.Number("resendIgmp", spec.ResendIgmp);
        entry.Number("minLinks", spec.MinLinks);
        entry.Number("lpInterval", spec.LpInterval);
        entry.Number("packetsPerSlave", spec.PacketsPerSlave);
        entry.Number("numPeerNotif", spec.NumPeerNotif);
        entry.Number("tlbLogicalLb", spec.TlbLogicalLb);
        entry.Number("allSlavesActive", spec.AllSlavesActive);
        entry.Flag("useCarrier", spec.UseCarrier);
        entry.Number("adActorSysPrio", spec.AdActorSysPrio);
        entry.Number("adUserPortKey", spec.AdUserPortKey);
        entry.Number("peerNotifyDelay", spec.PeerNotifyDelay);
    }

    private static void BridgeMaster(YamlEntryWriter entry, BridgeMasterSpec spec)
    {
        entry.Block("stp", (object?)spec.StpEnabled, (block, value) => block.Flag("enabled", (bool)value));
        entry.Block(
            "vlan", (object?)spec.VlanFilteringEnabled, (block, value) => block.Flag("filteringEnabled", (bool)value));
    }

    private static void Wireguard(YamlEntryWriter entry, WireguardSpec spec)
    {
        entry.Text("privateKey", spec.PrivateKey);
        entry.Text("publicKey", spec.PublicKey);
        entry.Number("listenPort", spec.ListenPort);
        entry.Number("firewallMark", spec.FirewallMark);
        entry.Entries("peers", spec.Peers, Peer);
    }

    private static void Peer(YamlEntryWriter entry, WireguardPeer spec)
    {
        entry.Text("publicKey", spec.PublicKey);
        entry.Text("presharedKey", spec.PresharedKey);
        entry.Text("endpoint", spec.Endpoint);
        entry.Text("persistentKeepaliveInterval", spec.PersistentKeepaliveInterval);
        entry.Texts("allowedIPs", spec.AllowedIPs);
    }

    private static void Route(YamlEntryWriter entry, RouteSpec spec)
    {
        entry.Text("family", spec.Family);
        entry.Text("dst", spec.Destination?.ToString());
        entry.Address("src", spec.Source);
        entry.Address("gateway", spec.Gateway);
        entry.Text("outLinkName", spec.OutLinkName);
        entry.Text("table", spec.Table);
        entry.Number("priority", spec.Priority);
        entry.Text("scope", spec.Scope);
        entry.Text("type", spec.Type);
        entry.Text("protocol", spec.Protocol);
        entry.Text("flags", spec.Flags);
        entry.Number("mtu", spec.Mtu);
        entry.Text("layer", spec.Layer);
    }

    private static void Hostname(YamlEntryWriter entry, HostnameSpec spec)
    {
        entry.Text("hostname", spec.Hostname);
        entry.Text("domainname", spec.Domainname);
        entry.Text("layer", spec.Layer);
    }

    private static void Resolver(YamlEntryWriter entry, ResolverSpec spec)
    {
        entry.Addresses("dnsServers", spec.DnsServers);
        entry.Texts("searchDomains", spec.SearchDomains);
        entry.Text("layer", spec.Layer);
    }

    private static void TimeServer(YamlEntryWriter entry, TimeServerSpec spec)
    {
        entry.Texts("timeServers", spec.TimeServers);
        entry.Text("layer", spec.Layer);
    }

    private static void Operator(YamlEntryWriter entry, OperatorSpec spec)
    {
        entry.Text("operator", spec.Operator);
        entry.Text("linkName", spec.LinkName);
        entry.Flag("requireUp", spec.RequireUp);
        entry.Block("dhcp4", spec.Dhcp4, Dhcp);
        entry.Block("dhcp6", spec.Dhcp6, Dhcp);
        entry.Block("vip", spec.Vip, Vip);
        entry.Text("layer", spec.Layer);
    }

    private static void Dhcp(YamlEntryWriter entry, DhcpSpec spec)
    {
        entry.Text("duid", spec.Duid);
        entry.Number("routeMetric", spec.RouteMetric);
        entry.Flag("skipHostnameRequest", spec.SkipHostnameRequest);
    }

    private static void Vip(YamlEntryWriter entry, VipSpec spec)
    {
        entry.Address("ip", spec.IP);
        entry.Flag("gratuitousARP", spec.GratuitousArp);
        entry.Block("equinixMetal", spec.EquinixMetal, (block, cloud) =>
        {
            block.Text("projectID", cloud.ProjectId);
            block.Text("deviceID", cloud.DeviceId);
            block.Text("apiToken", cloud.ApiToken);
        });
        entry.Block("hcloud", spec.HCloud, (block, cloud) =>
        {
            block.Number("deviceID", cloud.DeviceId);
            block.Number("networkID", cloud.NetworkId);
            block.Text("apiToken", cloud.ApiToken);
        });
    }

    private static void Probe(YamlEntryWriter entry, ProbeSpec spec)
    {
        entry.Text("interval", spec.Interval);
        entry.Number("failureThreshold", spec.FailureThreshold);
        entry.Block("tcp", spec.TcpEndpoint is null && spec.TcpTimeout is null ? null : spec, (block, probe) =>
        {
            block.Text("endpoint", probe.TcpEndpoint);
            block.Text("timeout", probe.TcpTimeout);
        });
        entry.Text("layer", spec.Layer);
    }

    private static void Metadata(YamlEntryWriter entry, PlatformMetadata spec)
    {
        entry.Text("platform", spec.Platform);
        entry.Text("hostname", spec.Hostname);
        entry.Text("region", spec.Region);
        entry.Text("zone", spec.Zone);
        entry.Text("instanceType", spec.InstanceType);
        entry.Text("instanceId", spec.InstanceId);
        entry.Text("providerId", spec.ProviderId);
        entry.Flag("spot", spec.Spot);
        entry.Text("internalDNS", spec.InternalDns);
        entry.Text("externalDNS", spec.ExternalDns);
        entry.Block("tags", spec.Tags, (block, tags) =>
        {
            foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            {
                block.Text(YamlEntryWriter.Quote(key), value);
            }
        });
    }
}
