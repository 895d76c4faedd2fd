using System.Net;
using System.Net.Sockets;
using Imager.Profiles.Network;
using Imager.Profiles.Network.Reading;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.MachineConfig;

/// <summary>Machine configuration to kernel arguments; every setting they cannot carry becomes a warning.</summary>
/// <remarks>
/// <c>ip=CLIENT::GATEWAY:NETMASK::DEVICE:AUTOCONF:DNS0:DNS1:NTP0</c> as in the kernel's nfsroot.rst, IPv6 in brackets;
/// <c>bond=NAME:SLAVE,SLAVE:OPTION=VALUE,...:MTU</c> and <c>vlan=NAME:DEVICE</c> as in dracut.cmdline(7).
/// </remarks>
internal sealed class ArgumentsFromMachine(ProblemList problems)
{
    public const string IgnoreArgument = "talos.network.interface.ignore";

    private readonly HashSet<string> _slaves = new(StringComparer.Ordinal);
    private readonly List<string> _logical = [];
    private readonly List<IPArgument> _addresses = [];
    private readonly List<string> _others = [];
    private string? _vlan;

    public IReadOnlyList<string> Convert(MachineNetwork machine)
    {
        _slaves.UnionWith(machine.Interfaces.SelectMany(device => device.Bond?.Interfaces ?? []));
        foreach (var device in machine.Interfaces)
        {
            AddInterface(device);
        }

        AddServers(machine);
        if (machine.Hostname is { } hostname)
        {
            _others.Add($"talos.hostname={hostname}");
        }

        return [.. _logical, .. _addresses.Select(address => address.ToString()), .. _others];
    }

    private void AddInterface(MachineInterface device)
    {
        if (device.Name.Any(character => character is ':' or ',' || char.IsWhiteSpace(character)))
        {
            problems.Error(
                device.Node.Child("interface")!,
                $"\"{device.Name}\" is no interface name: leave out spaces, \":\" and \",\".");
            return;
        }

        if (device.IsIgnored)
        {
            _others.Add($"{IgnoreArgument}={device.Name}");
            return;
        }

        var dummy = device.IsDummy ? device.Node.Child("dummy") : null;
        if ((device.Node.Child("bridge") ?? device.Node.Child("wireguard") ?? dummy) is { } kind)
        {
            problems.Warning(
                kind,
                $"not carried: there is no kernel argument for a {kind.Key} link, so {device.Name} and all its settings "
                + "are left out.");
            return;
        }

        NotCarried(device.Node, "bridgePort", "there is no kernel argument for bridges.");
        if (device.Bond is { } bond)
        {
            _logical.Add(BondArgument.Format(device.Name, bond, device.Settings.Mtu, problems));
        }
        else
        {
            NotCarried(device.Node, "mtu", "only bond= has a place for an MTU.");
        }

        AddSettings(
            device.Name,
            device.Settings,
            isPlain: device is { Bond: null, Vlans.Count: 0 } && !_slaves.Contains(device.Name));
        foreach (var vlan in device.Vlans)
        {
            AddVlan(device.Name, vlan);
        }
    }

    private void AddVlan(string device, MachineVlan vlan)
    {
        var name = $"{device}.{vlan.Id}";
        if (_vlan is not null)
        {
            problems.Warning(
                vlan.Settings.Node,
                $"not carried: the OS takes one vlan= argument, which is {_vlan} already; {name} is left out.");
            return;
        }

        _vlan = name;
        _logical.Add($"vlan={name}:{device}");
        NotCarried(vlan.Settings.Node, "mtu", "only bond= has a place for an MTU.");
        AddSettings(name, vlan.Settings, isPlain: false);
    }

    private void AddSettings(string link, MachineLinkSettings settings, bool isPlain)
    {
        NotCarried(settings.Node, "vip", "there is no kernel argument for a virtual IP.");
        NotCarried(settings.Node, "dhcpOptions", "ip=...:dhcp has no options.");
        var address = settings.Addresses.OrderBy(candidate => candidate.IsIPv6).FirstOrDefault();
        var gateway = settings.Routes.FirstOrDefault(route =>
            route is { Destination: null, Gateway: not null } && address is not null && route.IsIPv6 == address.IsIPv6);
        foreach (var other in settings.Addresses.Where(other => !ReferenceEquals(other, address)))
        {
            problems.Warning(
                settings.Node.Child("addresses")!,
                $"not carried: {other}, for {link} already has {address} and ip= takes one address per link.");
        }

        foreach (var route in settings.Routes)
        {
            CheckRoute(route, isCarried: ReferenceEquals(route, gateway));
        }

        if (address is not null)
        {
            _addresses.Add(new IPArgument(link) { Address = address, Gateway = gateway?.Gateway });
        }

        if (settings.UsesDhcp && address is not null)
        {
            problems.Warning(
                settings.Node.Child("dhcp")!,
                $"not carried: ip= gives {link} either an address or DHCP, and it has {address}.");
        }
        else if (settings.UsesDhcp)
        {
            _addresses.Add(new IPArgument(link));
        }
        else if (address is null && isPlain)
        {
            problems.Warning(settings.Node, $"not carried: there is no kernel argument that only brings {link} up.");
        }
    }

    private void CheckRoute(MachineRoute route, bool isCarried)
    {
        if (!isCarried)
        {
            problems.Warning(
                route.Node,
                $"not carried: the route to {route.Destination?.ToString() ?? "everywhere"}; ip= has a place for one "
                + "default gateway beside an address of its family.");
            return;
        }

        NotCarried(route.Node, "metric", "ip= has no place for a route's metric.");
        NotCarried(route.Node, "source", "ip= has no place for a route's source.");
        NotCarried(route.Node, "mtu", "ip= has no place for a route's MTU.");
    }

    /// <summary>DNS and NTP servers ride on the first <c>ip=</c>.</summary>
    private void AddServers(MachineNetwork machine)
    {
        NotCarried(machine.Network, "searchDomains", "ip= has no place for search domains.");
        if (machine is { Nameservers.Count: 0, TimeServers.Count: 0 })
        {
            return;
        }

        if (_addresses.Count == 0)
        {
            NotCarried(machine.Network, "nameservers", "no ip= argument was made that could carry DNS servers.");
            NotCarried(machine.Time, "servers", "no ip= argument was made that could carry an NTP server.");
            return;
        }

        foreach (var server in machine.Nameservers.Skip(2))
        {
            problems.Warning(
                machine.Network.Child("nameservers")!, $"not carried: {server}, for ip= takes two DNS servers.");
        }

        IPAddress? time = null;
        foreach (var server in machine.TimeServers)
        {
            if (time is null && IPText.TryParse(server, out var parsed))
            {
                time = parsed;
            }
            else
            {
                var reason = time is null ? "ip= takes the address of an NTP server, not its name" : "ip= takes one NTP server";
                problems.Warning(machine.Time.Child("servers")!, $"not carried: {server}, for {reason}.");
            }
        }

        _addresses[0] = _addresses[0] with { DnsServers = machine.Nameservers.Take(2).ToArray(), TimeServer = time };
    }

    private void NotCarried(YamlNode node, string key, string reason)
    {
        if (node.Child(key) is { IsNull: false } child)
        {
            problems.Warning(child, $"not carried: {reason}");
        }
    }

    /// <summary>One <c>ip=</c>; without an address it asks for DHCP.</summary>
    private sealed record IPArgument(string Link)
    {
        public IPPrefix? Address { get; init; }

        public IPAddress? Gateway { get; init; }

        public IReadOnlyList<IPAddress> DnsServers { get; init; } = [];

        public IPAddress? TimeServer { get; init; }

        public override string ToString()
        {
            string[] fields =
            [
                Text(Address?.Address), string.Empty, Text(Gateway), Address?.Netmask() ?? string.Empty,
                string.Empty, Link, Address is null ? "dhcp" : "off",
                Text(DnsServers.ElementAtOrDefault(0)), Text(DnsServers.ElementAtOrDefault(1)), Text(TimeServer),
            ];
            return $"ip={string.Join(':', fields)}".TrimEnd(':');
        }

        private static string Text(IPAddress? address) => address switch
        {
            null => string.Empty,
            { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{IPText.Format(address)}]",
            _ => address.ToString(),
        };
    }
}
