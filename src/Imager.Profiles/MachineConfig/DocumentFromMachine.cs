using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;
using Imager.Profiles.Network.Rules;

namespace Imager.Profiles.MachineConfig;

/// <summary>Machine configuration to network document, as the OS itself turns the one into the other's resources.</summary>
internal sealed class DocumentFromMachine(ProblemList problems)
{
    private const string Layer = "platform";
    private const uint DefaultMetric = 1024;

    private readonly List<AddressSpec> _addresses = [];
    private readonly List<RouteSpec> _routes = [];
    private readonly List<OperatorSpec> _operators = [];
    private readonly MachineLinks _links = new();

    public NetworkDocument Convert(MachineNetwork machine)
    {
        foreach (var device in machine.Interfaces)
        {
            if (device.IsIgnored)
            {
                problems.Warning(
                    device.Node.Child("ignore")!,
                    $"not converted: a network document cannot make the OS leave {device.Name} alone; add the kernel argument "
                    + $"{ArgumentsFromMachine.IgnoreArgument}={device.Name}.");
            }
            else
            {
                AddInterface(device);
            }
        }

        if (machine.SearchDomains.Count > 0)
        {
            problems.Warning(
                machine.Network.Child("searchDomains")!,
                "older versions of the OS ignore searchDomains in a network document.");
        }

        return new NetworkDocument
        {
            Addresses = OrNull(_addresses),
            Links = OrNull(_links.InOrder),
            Routes = OrNull(_routes),
            Hostnames = machine.Hostname is { } hostname ? [Hostname(hostname)] : null,
            Resolvers = Resolvers(machine),
            TimeServers = machine.TimeServers.Count > 0
                ? [new TimeServerSpec { TimeServers = machine.TimeServers, Layer = Layer }]
                : null,
            Operators = OrNull(_operators),
        };
    }

    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> items) => items.Count > 0 ? items : null;

    private static HostnameSpec Hostname(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new HostnameSpec { Hostname = name, Layer = Layer }
            : new HostnameSpec { Hostname = name[..dot], Domainname = name[(dot + 1)..], Layer = Layer };
    }

    private static ResolverSpec[]? Resolvers(MachineNetwork machine) =>
        machine is { Nameservers.Count: 0, SearchDomains.Count: 0 }
            ? null
            :
            [
                new ResolverSpec
                {
                    DnsServers = OrNull(machine.Nameservers), SearchDomains = OrNull(machine.SearchDomains), Layer = Layer,
                },
            ];

    private void AddInterface(MachineInterface device)
    {
        _links.Update(device.Name, link => Describe(link, device));
        if (device.Bond?.Primary is not null)
        {
            problems.Warning(
                device.Bond.Node.Child("primary")!,
                "not converted: the network document wants the kernel's interface index, which only the machine knows.");
        }

        foreach (var (slave, index) in (device.Bond?.Interfaces ?? []).Select((name, index) => (name, (uint)index)))
        {
            _links.Update(slave, link => link with { MasterName = device.Name, SlaveIndex = index });
        }

        foreach (var port in device.Bridge?.Interfaces ?? [])
        {
            _links.Update(port, link => link with { BridgeMasterName = device.Name });
        }

        AddSettings(device.Name, device.Settings);
        foreach (var vlan in device.Vlans)
        {
            var name = $"{device.Name}.{vlan.Id}";
            _links.Update(name, link => link with
            {
                Logical = true,
                Mtu = vlan.Settings.Mtu,
                Kind = "vlan",
                Type = "ether",
                ParentName = device.Name,
                Vlan = new VlanSpec { VlanId = vlan.Id, Protocol = "802.1q" },
            });
            AddSettings(name, vlan.Settings);
        }
    }

    private static LinkSpec Describe(LinkSpec link, MachineInterface device)
    {
        var kind = device switch
        {
            { Bond: not null } => "bond",
            { Bridge: not null } => "bridge",
            { Wireguard: not null } => "wireguard",
            { IsDummy: true } => "dummy",
            _ => null,
        };
        return link with
        {
            Logical = kind is null ? null : true,
            Mtu = device.Settings.Mtu,
            Kind = kind,
            Type = kind switch { null => null, "wireguard" => "nohdr", _ => "ether" },
            BridgeMasterName = device.BridgePortOf ?? link.BridgeMasterName,
            BondMaster = device.Bond is { } bond ? WithDefaults(bond.Settings) : null,
            BridgeMaster = device.Bridge?.Settings,
            Wireguard = device.Wireguard,
        };
    }

    /// <summary>The defaults of the kernel, spelled out as in the example of the user's document.</summary>
    private static BondMasterSpec WithDefaults(BondMasterSpec bond) =>
        bond with
        {
            XmitHashPolicy = bond.XmitHashPolicy ?? "layer2",
            LacpRate = bond.LacpRate ?? "slow",
            ArpValidate = bond.ArpValidate ?? "none",
            ArpAllTargets = bond.ArpAllTargets ?? "any",
            PrimaryReselect = bond.PrimaryReselect ?? "always",
            FailOverMac = bond.FailOverMac ?? 0,
            ResendIgmp = bond.ResendIgmp ?? 1,
            LpInterval = bond.LpInterval ?? 1,
            PacketsPerSlave = bond.PacketsPerSlave ?? 1,
            NumPeerNotif = bond.NumPeerNotif ?? 1,
            TlbLogicalLb = bond.TlbLogicalLb ?? 1,
            AdActorSysPrio = bond.AdActorSysPrio ?? 65535,
        };

    private void AddSettings(string link, MachineLinkSettings settings)
    {
        _addresses.AddRange(settings.Addresses.Select(address => new AddressSpec
        {
            Address = address,
            LinkName = link,
            Family = AddressRules.FamilyOf(address.Address),
            Scope = address.Address.IsIPv6LinkLocal ? "link" : "global",
            Flags = "permanent",
            Layer = Layer,
        }));
        _routes.AddRange(settings.Routes.Select(route => Route(link, route)));
        if (settings.UsesDhcp)
        {
            AddDhcp(link, settings.Dhcp);
        }

        if (settings.VipAddress is { } vip)
        {
            _operators.Add(new OperatorSpec
            {
                Operator = "vip",
                LinkName = link,
                RequireUp = true,
                Vip = new VipSpec { IP = vip, GratuitousArp = true },
                Layer = Layer,
            });
        }
    }

    private static RouteSpec Route(string link, MachineRoute route) =>
        new()
        {
            Family = route.IsIPv6 ? "inet6" : "inet4",
            Destination = route.Destination,
            Source = route.Source,
            Gateway = route.Gateway,
            OutLinkName = link,
            Table = "main",
            Priority = route.Metric ?? DefaultMetric,
            Scope = route.Gateway is null ? "link" : "global",
            Type = "unicast",
            Protocol = "static",
            Mtu = route.Mtu,
            Layer = Layer,
        };

    private void AddDhcp(string link, MachineDhcpOptions options)
    {
        if (options.IPv4 != false)
        {
            _operators.Add(new OperatorSpec
            {
                Operator = "dhcp4",
                LinkName = link,
                RequireUp = true,
                Dhcp4 = new DhcpSpec { RouteMetric = options.RouteMetric ?? DefaultMetric },
                Layer = Layer,
            });
        }

        if (options.IPv6 == true)
        {
            _operators.Add(new OperatorSpec
            {
                Operator = "dhcp6",
                LinkName = link,
                RequireUp = true,
                Dhcp6 = new DhcpSpec { Duid = options.DuidV6, RouteMetric = options.RouteMetric ?? DefaultMetric },
                Layer = Layer,
            });
        }
    }

    /// <summary>Links by name in the order of first mention: a slave may have an entry of its own before or after its master's.</summary>
    private sealed class MachineLinks
    {
        private readonly List<string> _names = [];
        private readonly Dictionary<string, LinkSpec> _links = new(StringComparer.Ordinal);

        public IReadOnlyList<LinkSpec> InOrder => _names.Select(name => _links[name]).ToArray();

        public void Update(string name, Func<LinkSpec, LinkSpec> change)
        {
            if (!_links.TryGetValue(name, out var link))
            {
                _names.Add(name);
                link = new LinkSpec { Name = name, Up = true, Layer = Layer };
            }

            _links[name] = change(link);
        }
    }
}
