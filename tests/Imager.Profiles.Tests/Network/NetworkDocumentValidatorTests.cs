using Imager.Profiles.Network;

namespace Imager.Profiles.Tests.Network;

/// <summary>Every rule with a document that breaks it, and the place and reason that come back.</summary>
public sealed class NetworkDocumentValidatorTests
{
    [Theory]
    [InlineData("{addresses: [{address: 10.0.0.1, linkName: e, family: inet4}]}", "1:24: addresses[0].address: \"10.0.0.1\" is no address with prefix length: the \"/\" and the length are missing. Write for example 10.0.0.201/8 or 2001:db8::1/64.")]
    [InlineData("{addresses: [{address: 10.0.0.1/33, linkName: e, family: inet4}]}", "1:24: addresses[0].address: \"10.0.0.1/33\" is no address with prefix length: the length \"33\" is not 0 to 32. Write for example 10.0.0.201/8 or 2001:db8::1/64.")]
    [InlineData("{addresses: [{linkName: e, family: inet4}]}", "1:14: addresses[0].address: is missing: write for example address: 10.0.0.201/8.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, family: inet4}]}", "1:14: addresses[0].linkName: is missing: write for example linkName: eth0.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e}]}", "1:14: addresses[0].family: is missing: write one of inet4, inet6.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: ipv4}]}", "1:57: addresses[0].family: \"ipv4\" is not known: write one of inet4, inet6.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: init6}]}", "1:57: addresses[0].family: \"init6\" is not known. Did you mean \"inet6\"?")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: inet6}]}", "1:57: addresses[0].family: is inet6, but address 10.0.0.1 is inet4: write family: inet4.")]
    [InlineData("{addresses: [{address: 'fe80::1/64', linkName: e, family: inet4}]}", "1:59: addresses[0].family: is inet4, but address fe80::1 is inet6: write family: inet6.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: inet4, scope: globe}]}", "1:71: addresses[0].scope: \"globe\" is not known. Did you mean \"global\"?")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: inet4, flags: 'permanent,nodat'}]}", "1:71: addresses[0].flags: \"nodat\" is not known. Did you mean \"nodad\"?")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: inet4, layer: platforms}]}", "1:71: addresses[0].layer: \"platforms\" is not known. Did you mean \"platform\"?")]
    [InlineData("{addresses: [{address: 224.0.0.1/8, linkName: e, family: inet4}]}", "1:24: addresses[0].address: 224.0.0.1 is a multicast address, which no link can hold: write the machine's own address.")]
    [InlineData("{addresses: [{address: 'ff02::1/64', linkName: e, family: inet6}]}", "1:24: addresses[0].address: ff02::1 is a multicast address, which no link can hold: write the machine's own address.")]
    [InlineData("{addresses: [{address: 0.0.0.0/8, linkName: e, family: inet4}]}", "1:24: addresses[0].address: 0.0.0.0 is the unspecified address: write the machine's own address.")]
    [InlineData("{addresses: [{address: 10.0.0.1/8, linkName: e, family: inet4}, {address: 10.0.0.1/8, linkName: e, family: inet4}]}", "1:75: addresses[1].address: e has 10.0.0.1/8 already, from addresses[0]: remove one of them.")]
    [InlineData("{addresses: [{adress: 10.0.0.1/8, address: 10.0.0.1/8, linkName: e, family: inet4}]}", "1:15: addresses[0].adress: unknown key \"adress\". Did you mean \"address\"?")]
    [InlineData("{addresses: [{xyzzy: 1, address: 10.0.0.1/8, linkName: e, family: inet4}]}", "1:15: addresses[0].xyzzy: unknown key \"xyzzy\". Known here: address, linkName, family, scope, flags, announceWithARP, layer.")]
    [InlineData("{addresses: [{announceWithARP: 'true', address: 10.0.0.1/8, linkName: e, family: inet4}]}", "1:32: addresses[0].announceWithARP: must be true or false without quotes, not \"true\".")]
    [InlineData("{addresses: {address: 10.0.0.1/8}}", "1:13: addresses: must be a list (\"- \" before each entry), not a mapping.")]
    [InlineData("{addresses: [eth0]}", "1:14: addresses[0]: must be a mapping of keys to values, not \"eth0\".")]
    [InlineData("{adresses: []}", "1:2: adresses: unknown key \"adresses\". Did you mean \"addresses\"?")]
    [InlineData("{links: [], links: []}", "1:13: links: this key is already given in line 1; remove one of them.")]
    [InlineData("{addresses: [{}, {family: inet4, family: inet6}]}", "1:34: addresses[1].family: this key is already given in line 1; remove one of them.")]
    [InlineData("links: []\n---\nlinks: []\n", "3:1: a second document starts here, which the OS ignores: keep one document per META value.")]
    public void Parse_reports_place_and_reason_when_an_address_or_the_form_is_wrong(string text, string expected)
    {
        Assert.Contains(expected, NetworkFixture.Problems(text));
        Assert.False(NetworkFixture.Parse(text).IsValid);
    }

    [Theory]
    [InlineData("{links: [{up: true}]}", "1:10: links[0].name: is missing: write for example name: eth0.")]
    [InlineData("{links: [{name: averyverylongname, up: true}]}", "1:17: links[0].name: \"averyverylongname\" has 17 bytes; Linux allows 15: shorten it.")]
    [InlineData("{links: [{name: a/b, up: true}]}", "1:17: links[0].name: \"a/b\" is no interface name: leave out spaces, \"/\" and \":\".")]
    [InlineData("{links: [{name: e, up: true}, {name: e, up: true}]}", "1:38: links[1].name: links[0] is called \"e\" too: join the two, or rename one.")]
    [InlineData("{links: [{name: e, up: true, mtu: 67}]}", "1:35: links[0].mtu: 67 is out of range: write 68 to 65536, or 0 for the default.")]
    [InlineData("{links: [{name: e, up: true, mtu: 65537}]}", "1:35: links[0].mtu: 65537 is out of range: write 68 to 65536, or 0 for the default.")]
    [InlineData("{links: [{name: e, up: true, mtu: -1}]}", "1:35: links[0].mtu: must be a whole number from 0 to 4294967295, not \"-1\".")]
    [InlineData("{links: [{name: e, up: true, mtu: '1500'}]}", "1:35: links[0].mtu: must be a whole number from 0 to 4294967295, not \"1500\".")]
    [InlineData("{links: [{name: e, up: true, mtu: 01500}]}", "1:35: links[0].mtu: must be a whole number from 0 to 4294967295, not \"01500\".")]
    [InlineData("{links: [{name: e, up: true, type: ethernet}]}", "1:36: links[0].type: \"ethernet\" is not known. Did you mean \"ether\"?")]
    [InlineData("{links: [{name: e, up: true, logical: true}]}", "1:10: links[0].kind: is missing, but the link is logical: write one of bond, bridge, vlan, wireguard, dummy, veth.")]
    [InlineData("{links: [{name: e, up: true, kind: dummy}]}", "1:10: links[0].logical: must be true for kind dummy, else the OS does not create the link: write logical: true.")]
    [InlineData("{links: [{name: e, up: true, logical: true, kind: bnd}]}", "1:51: links[0].kind: \"bnd\" is not known. Did you mean \"bond\"?")]
    [InlineData("{links: [{name: e, up: true, logical: true, type: ether, kind: bond}]}", "1:10: links[0].bondMaster: is missing: a link of kind bond is configured there.")]
    [InlineData("{links: [{name: e, up: true, bondMaster: {mode: 802.3ad}}]}", "1:42: links[0].bondMaster: is only for kind bond, this link's kind is not set: remove the block or set the kind.")]
    [InlineData("{links: [{name: e, up: true, logical: true, type: ether, kind: dummy, bridgeMaster: {stp: {enabled: true}}}]}", "1:85: links[0].bridgeMaster: is only for kind bridge, this link's kind is dummy: remove the block or set the kind.")]
    [InlineData("{links: [{name: e, up: true, slaveIndex: 1}]}", "1:42: links[0].slaveIndex: a slave without a master: name the bond in masterName, or remove slaveIndex.")]
    [InlineData("{links: [{name: e, up: true, bridgeSlave: {}}]}", "1:43: links[0].bridgeSlave: a bridge port without a master: name the bridge in bridgeSlave.masterName.")]
    [InlineData("{links: [{name: e, up: true, masterName: bond0}]}", "1:42: links[0].masterName: there is no link \"bond0\". Add an entry to links with that name and kind: bond.")]
    [InlineData("{links: [{name: e, up: true, bridgeSlave: {masterName: br0}}]}", "1:56: links[0].bridgeSlave.masterName: there is no link \"br0\". Add an entry to links with that name and kind: bridge.")]
    [InlineData("{links: [{name: e, up: true, masterName: f}, {name: f, up: true}]}", "1:42: links[0].masterName: \"f\" is no bond, its kind is not set: name a link of kind bond.")]
    [InlineData("{links: [{name: br0, logical: true, up: true, kind: bridge, type: ether}, {name: e, up: true, masterName: br0}]}", "1:107: links[1].masterName: \"br0\" is no bond, its kind is bridge: name a link of kind bond.")]
    [InlineData("{links: [{name: br0, logical: true, up: true, kind: bridge, type: ether}, {name: e, up: true, masterName: br0, bridgeSlave: {masterName: br0}}]}", "1:138: links[1].bridgeSlave.masterName: the link is a slave of br0 already: a link has one master, remove one of the two.")]
    [InlineData("{links: [{name: br0, logical: true, up: true, kind: bridge, type: ether, bridgeSlave: {masterName: br0}}]}", "1:10: links[0]: the links form a loop: br0 -> br0.")]
    public void Parse_reports_place_and_reason_when_a_link_is_wrong(string text, string expected)
    {
        Assert.Contains(expected, NetworkFixture.Problems(text));
        Assert.False(NetworkFixture.Parse(text).IsValid);
    }

    [Theory]
    [InlineData("mode: 802.3", "bondMaster.mode: \"802.3\" is not known. Did you mean \"802.3ad\"?")]
    [InlineData("miimon: 100", "bondMaster.mode: is missing: write one of balance-rr, active-backup, balance-xor, broadcast, 802.3ad, balance-tlb, balance-alb.")]
    [InlineData("mode: 802.3ad, miimon: 100, xmitHashPolicy: layer3", "bondMaster.xmitHashPolicy: \"layer3\" is not known. Did you mean \"layer2\"?")]
    [InlineData("mode: 802.3ad, miimon: 100, lacpRate: quick", "bondMaster.lacpRate: \"quick\" is not known: write one of slow, fast.")]
    [InlineData("mode: 802.3ad, miimon: 100, arpValidate: nothing", "bondMaster.arpValidate: \"nothing\" is not known: write one of none, active, backup, all.")]
    [InlineData("mode: 802.3ad, miimon: 100, arpAllTargets: some", "bondMaster.arpAllTargets: \"some\" is not known: write one of any, all.")]
    [InlineData("mode: 802.3ad, miimon: 100, primaryReselect: allways", "bondMaster.primaryReselect: \"allways\" is not known. Did you mean \"always\"?")]
    [InlineData("mode: 802.3ad, miimon: 100, adSelect: counts", "bondMaster.adSelect: \"counts\" is not known. Did you mean \"count\"?")]
    [InlineData("mode: 802.3ad, miimon: 100, failOverMac: 3", "bondMaster.failOverMac: must be a whole number from 0 to 2, not \"3\".")]
    [InlineData("mode: 802.3ad, miimon: 100, resendIgmp: 256", "bondMaster.resendIgmp: must be a whole number from 0 to 255, not \"256\".")]
    [InlineData("mode: 802.3ad, miimon: 100, lpInterval: 0", "bondMaster.lpInterval: must be a whole number from 1 to 2147483647, not \"0\".")]
    [InlineData("mode: 802.3ad, miimon: 100, packetsPerSlave: 65536", "bondMaster.packetsPerSlave: must be a whole number from 0 to 65535, not \"65536\".")]
    [InlineData("mode: 802.3ad, miimon: 100, numPeerNotif: 256", "bondMaster.numPeerNotif: must be a whole number from 0 to 255, not \"256\".")]
    [InlineData("mode: 802.3ad, miimon: 100, tlbLogicalLb: 2", "bondMaster.tlbLogicalLb: must be a whole number from 0 to 1, not \"2\".")]
    [InlineData("mode: 802.3ad, miimon: 100, allSlavesActive: 2", "bondMaster.allSlavesActive: must be a whole number from 0 to 1, not \"2\".")]
    [InlineData("mode: 802.3ad, miimon: 100, adActorSysPrio: 0", "bondMaster.adActorSysPrio: must be a whole number from 1 to 65535, not \"0\".")]
    [InlineData("mode: 802.3ad, miimon: 100, adUserPortKey: 1024", "bondMaster.adUserPortKey: must be a whole number from 0 to 1023, not \"1024\".")]
    [InlineData("mode: active-backup, miimon: 100, arpInterval: 100", "bondMaster.arpInterval: and miimon exclude each other: set one of them to 0.")]
    [InlineData("mode: 802.3ad, arpInterval: 100", "bondMaster.arpInterval: Linux refuses ARP monitoring in mode 802.3ad: use miimon.")]
    [InlineData("mode: 802.3ad, updelay: 100", "bondMaster.updelay: 100 needs miimon: Linux refuses a delay without it. Write miimon: 100.")]
    [InlineData("mode: 802.3ad, downdelay: 100", "bondMaster.downdelay: 100 needs miimon: Linux refuses a delay without it. Write miimon: 100.")]
    [InlineData("mode: 802.3ad, miimom: 100", "bondMaster.miimom: unknown key \"miimom\". Did you mean \"miimon\"?")]
    public void Parse_reports_the_reason_when_a_bond_option_is_wrong(string bondMaster, string expected)
    {
        var text = $"links: [{{name: eth0, up: true, masterName: bond0}}, {{name: bond0, logical: true, up: true, kind: bond, type: ether, bondMaster: {{{bondMaster}}}}}]";

        var errors = NetworkFixture.Parse(text).Errors;

        Assert.Contains(errors, problem => problem.ToString().EndsWith("links[1]." + expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name: e.1, vlan: {vlanID: 1, vlanProtocol: 802.1q}", "links[1].parentName: is missing: a VLAN needs the link it runs on, for example parentName: eth0.")]
    [InlineData("name: e.1, parentName: e", "links[1].vlan: is missing: a link of kind vlan is configured there.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanProtocol: 802.1q}", "links[1].vlan.vlanID: is missing: write 1 to 4094.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanID: 0, vlanProtocol: 802.1q}", "links[1].vlan.vlanID: 0 is out of range: write 1 to 4094.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanID: 4095, vlanProtocol: 802.1q}", "links[1].vlan.vlanID: 4095 is out of range: write 1 to 4094.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanID: 1}", "links[1].vlan.vlanProtocol: is missing: write one of 802.1q, 802.1ad.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanID: 1, vlanProtocol: 802.1}", "links[1].vlan.vlanProtocol: \"802.1\" is not known. Did you mean \"802.1q\"?")]
    [InlineData("name: e.1, parentName: e, mtu: 9001, vlan: {vlanID: 1, vlanProtocol: 802.1q}", "links[1].mtu: 9001 is above the 9000 of its parent e: lower this one or raise the parent's.")]
    [InlineData("name: e.1, parentName: e, vlan: {vlanID: 9, vlanProtocol: 802.1q}", "links[1].vlan.vlanID: links[0] is VLAN 9 on e already: remove one of them.")]
    [InlineData("name: e.1, parentName: e.1, vlan: {vlanID: 1, vlanProtocol: 802.1q}", "links[1]: the links form a loop: e.1 -> e.1.")]
    public void Parse_reports_the_reason_when_a_vlan_is_wrong(string vlan, string expected)
    {
        var text = "links: [{name: e.9, logical: true, up: true, kind: vlan, type: ether, parentName: e, vlan: {vlanID: 9, vlanProtocol: 802.1q}}, "
            + $"{{logical: true, up: true, kind: vlan, type: ether, {vlan}}}, {{name: e, up: true, mtu: 9000}}]";

        Assert.Contains(NetworkFixture.Parse(text).Errors, problem => problem.ToString().EndsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "wireguard.privateKey: is missing: write for example privateKey: (the output of wg genkey).")]
    [InlineData("{privateKey: abc}", "wireguard.privateKey: is no key: it must be 32 bytes in base64, 44 characters.")]
    [InlineData("{listenPort: 65536}", "wireguard.listenPort: must be a whole number from 0 to 65535, not \"65536\".")]
    [InlineData("{peers: [{endpoint: '1.2.3.4:5'}]}", "wireguard.peers[0].publicKey: is missing: write for example publicKey: (the output of wg pubkey).")]
    [InlineData("{peers: [{publicKey: abc}]}", "wireguard.peers[0].publicKey: is no key: it must be 32 bytes in base64, 44 characters.")]
    [InlineData("{peers: [{presharedKey: abc}]}", "wireguard.peers[0].presharedKey: is no key: it must be 32 bytes in base64, 44 characters.")]
    [InlineData("{peers: [{endpoint: '1.2.3.4'}]}", "wireguard.peers[0].endpoint: \"1.2.3.4\" is no address and port: write for example 192.0.2.1:51820 or [2001:db8::1]:51820.")]
    [InlineData("{peers: [{endpoint: '2001:db8::1:51820'}]}", "wireguard.peers[0].endpoint: \"2001:db8::1:51820\" is no address and port: write for example 192.0.2.1:51820 or [2001:db8::1]:51820.")]
    [InlineData("{peers: [{persistentKeepaliveInterval: 25 s}]}", "wireguard.peers[0].persistentKeepaliveInterval: \"25 s\" is no duration: write for example 25s.")]
    [InlineData("{peers: [{allowedIPs: [10.0.0.0]}]}", "wireguard.peers[0].allowedIPs[0]: \"10.0.0.0\" is no address with prefix length: the \"/\" and the length are missing. Write for example 10.0.0.201/8 or 2001:db8::1/64.")]
    public void Parse_reports_the_reason_when_a_wireguard_link_is_wrong(string wireguard, string expected)
    {
        var text = $"links: [{{name: wg0, logical: true, up: true, kind: wireguard, type: nohdr, wireguard: {wireguard}}}]";

        Assert.Contains(NetworkFixture.Parse(text).Errors, problem => problem.ToString().EndsWith("links[0]." + expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gateway: 10.0.0.1, outLinkName: e", "family: is missing: write one of inet4, inet6.")]
    [InlineData("family: inet5, gateway: 10.0.0.1", "family: \"inet5\" is not known. Did you mean \"inet4\"?")]
    [InlineData("family: inet6, gateway: 10.0.0.1", "family: is inet6, but gateway 10.0.0.1 is inet4: write family: inet4.")]
    [InlineData("family: inet4, gateway: 10.0.0.1, dst: '2001:db8::/32'", "dst: 2001:db8:: is inet6, but the route's family is inet4: all addresses of a route share one family.")]
    [InlineData("family: inet4, gateway: 10.0.0.1, src: '::1'", "src: ::1 is inet6, but the route's family is inet4: all addresses of a route share one family.")]
    [InlineData("family: inet4, gateway: 10.0.0.1/8", "gateway: \"10.0.0.1/8\" is no IP address: write for example 10.0.0.1 or 2001:db8::1.")]
    [InlineData("family: inet4, outLinkName: e, gateway: 0.0.0.0", "gateway: 0.0.0.0 is the unspecified address: write the router's address, or leave gateway out.")]
    [InlineData("family: inet4, gateway: 10.0.0.1, dst: 10.0.0.1/8", "dst: 10.0.0.1/8 has host bits set, which Linux refuses: write 10.0.0.0/8.")]
    [InlineData("family: inet4, dst: 10.0.0.0/8", "gateway: and outLinkName are both missing: the route leads nowhere. Write at least one of them.")]
    [InlineData("family: inet4, gateway: 10.0.0.1, scope: globl", "scope: \"globl\" is not known. Did you mean \"global\"?")]
    [InlineData("family: inet4, gateway: 10.0.0.1, table: mane", "table: \"mane\" is not known. Did you mean \"main\"?")]
    [InlineData("family: inet4, gateway: 10.0.0.1, type: unicats", "type: \"unicats\" is not known. Did you mean \"unicast\"?")]
    [InlineData("family: inet4, gateway: 10.0.0.1, protocol: statik", "protocol: \"statik\" is not known. Did you mean \"static\"?")]
    [InlineData("family: inet4, gateway: 10.0.0.1, flags: clone", "flags: \"clone\" is not known. Did you mean \"cloned\"?")]
    [InlineData("family: inet4, gateway: 10.0.0.1, priority: -1", "priority: must be a whole number from 0 to 4294967295, not \"-1\".")]
    [InlineData("family: inet4, gateway: 10.0.0.1, metric: 1", "metric: unknown key \"metric\". Known here: family, dst, src, gateway, outLinkName, table, priority, scope, type, protocol, flags, mtu, layer.")]
    [InlineData("family: inet4, gateway: 10.9.9.9, outLinkName: e}, {family: inet4, gateway: 10.9.9.9, outLinkName: e", "routes[1]: routes[0] is the same route: remove one of them, or give them different priorities.")]
    public void Parse_reports_the_reason_when_a_route_is_wrong(string route, string expected)
    {
        var errors = NetworkFixture.Parse($"routes: [{{{route}}}]").Errors;

        Assert.Contains(errors, problem => problem.ToString().EndsWith(
            expected.StartsWith("routes", StringComparison.Ordinal) ? expected : "routes[0]." + expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{hostnames: [{hostname: a}, {hostname: b, layer: platform}]}", "1:40: hostnames[1].hostname: hostnames[0] is in layer platform too, and the OS keeps one of them: keep one.")]
    [InlineData("{hostnames: [{domainname: a.b}]}", "1:14: hostnames[0].hostname: is missing: write for example hostname: node-1.")]
    [InlineData("{hostnames: [{hostname: a_b}]}", "1:25: hostnames[0].hostname: \"a_b\" is no DNS name: \"_\" is not allowed, only letters, digits, \"-\" and dots.")]
    [InlineData("{hostnames: [{hostname: -a}]}", "1:25: hostnames[0].hostname: \"-a\" is no DNS name: a part starts or ends with \"-\".")]
    [InlineData("{hostnames: [{hostname: a..b}]}", "1:25: hostnames[0].hostname: \"a..b\" is no DNS name: there is nothing between two dots, or at an end.")]
    [InlineData("{hostnames: [{hostname: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}]}", "1:25: hostnames[0].hostname: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" is no DNS name: \"aaaaaaaa...\" has 64 characters, 63 are allowed between dots.")]
    [InlineData("{hostnames: [{hostname: a, domainname: b.}]}", "1:40: hostnames[0].domainname: \"b.\" is no DNS name: there is nothing between two dots, or at an end.")]
    [InlineData("{resolvers: [{dnsServers: [8.8.8]}]}", "1:28: resolvers[0].dnsServers[0]: \"8.8.8\" is no IP address: write for example 10.0.0.1 or 2001:db8::1.")]
    [InlineData("{resolvers: [{dnsServers: [8.8.8.8]}, {dnsServers: [1.1.1.1]}]}", "1:52: resolvers[1].dnsServers: resolvers[0] is in layer platform too, and the OS keeps one of them: join their servers into one entry.")]
    [InlineData("{resolvers: [{dnsServers: [8.8.8.8], searchDomains: [a b]}]}", "1:54: resolvers[0].searchDomains[0]: \"a b\" is no DNS name: \" \" is not allowed, only letters, digits, \"-\" and dots.")]
    [InlineData("{timeServers: [{timeServers: [time.example, 1.2.3]}]}", "1:45: timeServers[0].timeServers[1]: \"1.2.3\" is neither a DNS name nor an IP address: write for example time.cloudflare.com.")]
    [InlineData("{timeServers: [{timeServers: [a]}, {timeServers: [b]}]}", "1:50: timeServers[1].timeServers: timeServers[0] is in layer platform too, and the OS keeps one of them: join their servers into one entry.")]
    [InlineData("{externalIPs: [1.2.3.4/32]}", "1:16: externalIPs[0]: \"1.2.3.4/32\" is no IP address: write for example 10.0.0.1 or 2001:db8::1.")]
    [InlineData("{operators: [{linkName: e}]}", "1:14: operators[0].operator: is missing: write one of dhcp4, dhcp6, vip.")]
    [InlineData("{operators: [{operator: dhcp, linkName: e}]}", "1:25: operators[0].operator: \"dhcp\" is not known. Did you mean \"dhcp4\"?")]
    [InlineData("{operators: [{operator: dhcp4}]}", "1:14: operators[0].linkName: is missing: write for example linkName: eth0.")]
    [InlineData("{operators: [{operator: dhcp4, linkName: e, dhcp6: {}}]}", "1:52: operators[0].dhcp6: is for operator dhcp6, this one is dhcp4: remove the block, or change operator.")]
    [InlineData("{operators: [{operator: dhcp4, linkName: e, dhcp4: {duid: aa}}]}", "1:53: operators[0].dhcp4.duid: unknown key \"duid\". Known here: routeMetric, skipHostnameRequest.")]
    [InlineData("{operators: [{operator: dhcp6, linkName: e, dhcp6: {duid: a}}]}", "1:59: operators[0].dhcp6.duid: \"a\" is not hexadecimal: write pairs of digits 0-9 and a-f without separators.")]
    [InlineData("{operators: [{operator: vip, linkName: e}]}", "1:14: operators[0].vip.ip: is missing: write the shared address, for example ip: 192.168.0.15.")]
    [InlineData("{operators: [{operator: dhcp4, linkName: e}, {operator: dhcp4, linkName: e}]}", "1:57: operators[1].operator: operators[0] runs dhcp4 on e already: remove one of them.")]
    [InlineData("{probes: [{interval: 1, tcp: {endpoint: 'a:0'}}]}", "1:41: probes[0].tcp.endpoint: \"a:0\" is no host and port: write for example proxy.example.com:3128.")]
    [InlineData("{probes: [{interval: 1x, tcp: {endpoint: 'a:1'}}]}", "1:22: probes[0].interval: \"1x\" is no duration: write for example 10s.")]
    [InlineData("{probes: [{interval: 1s}]}", "1:11: probes[0].tcp.endpoint: is missing: write for example endpoint: proxy.example.com:3128.")]
    [InlineData("{metadata: {spot: maybe}}", "1:19: metadata.spot: must be true or false without quotes, not \"maybe\".")]
    [InlineData("{metadata: {regoin: eu}}", "1:13: metadata.regoin: unknown key \"regoin\". Did you mean \"region\"?")]
    public void Parse_reports_place_and_reason_when_another_section_is_wrong(string text, string expected)
    {
        Assert.Contains(expected, NetworkFixture.Problems(text));
        Assert.False(NetworkFixture.Parse(text).IsValid);
    }

    [Theory]
    [InlineData("addresses: [{address: 10.0.0.0/8, linkName: e, family: inet4}]", "1:23: warning: addresses[0].address: 10.0.0.0 is the network or broadcast address of 10.0.0.0/8: others will not answer to it.")]
    [InlineData("addresses: [{address: 10.255.255.255/8, linkName: e, family: inet4}]", "1:23: warning: addresses[0].address: 10.255.255.255 is the network or broadcast address of 10.0.0.0/8: others will not answer to it.")]
    [InlineData("addresses: [{address: 10.0.0.1/8, linkName: e, family: inet4, layer: configuration}]", "1:70: warning: addresses[0].layer: \"configuration\" has no effect, the OS files this document under platform: write platform.")]
    [InlineData("{links: [{name: bond0, logical: true, up: true, kind: dummy, type: ether}], addresses: [{address: 10.0.0.1/8, linkName: bond1, family: inet4}]}", "1:121: warning: addresses[0].linkName: no entry of links creates \"bond1\". Did you mean \"bond0\"? Add the link, or make sure that the machine configuration does.")]
    [InlineData("links: [{name: e}]", "1:9: warning: links[0].up: is missing, so the link stays down: write up: true, or up: false to say that you mean it.")]
    [InlineData("links: [{name: e, up: true, mtu: 1279}]", "1:34: warning: links[0].mtu: 1279 is below 1280: Linux turns IPv6 off on such a link.")]
    [InlineData("links: [{name: e, up: true, logical: true, kind: dummy}]", "1:9: warning: links[0].type: is missing: a dummy is an Ethernet link, write type: ether.")]
    [InlineData("links: [{name: b, up: true, logical: true, kind: bond, type: ether, bondMaster: {mode: 802.3ad, miimon: 100}}]", "1:81: warning: links[0].bondMaster: no link is a slave of b: write masterName: b in the entries of its slaves.")]
    [InlineData("links: [{name: b, up: true, logical: true, kind: bond, type: ether, bondMaster: {mode: 802.3ad}}]", "1:81: warning: links[0].bondMaster.miimon: is not set, nor is arpInterval: the bond does not notice a dead link. Write miimon: 100.")]
    [InlineData("links: [{name: b, up: true, logical: true, kind: bond, type: ether, bondMaster: {mode: 802.3ad, miimon: 100, updelay: 150}}]", "1:119: warning: links[0].bondMaster.updelay: 150 is no multiple of miimon 100: Linux rounds it down to 100.")]
    [InlineData("links: [{name: b, up: true, logical: true, kind: bond, type: ether, bondMaster: {mode: balance-rr, miimon: 100, lacpRate: fast}}]", "1:123: warning: links[0].bondMaster.lacpRate: fast has no effect in mode balance-rr: LACP belongs to 802.3ad.")]
    [InlineData("links: [{name: b, up: true, logical: true, kind: bond, type: ether, bondMaster: {mode: balance-rr, miimon: 100, failOverMac: follow}}]", "1:126: warning: links[0].bondMaster.failOverMac: this document has a number here: write 2 for follow.")]
    [InlineData("links: [{name: w, up: true, logical: true, kind: wireguard, wireguard: {privateKey: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}}]", "1:85: warning: links[0].wireguard.privateKey: whoever can read the image can read this key.")]
    [InlineData("routes: [{family: inet4, gateway: 10.0.0.1, outLinkName: e, type: unicast, protocol: static}]", "1:10: warning: routes[0].table: is missing: write table: main, as nearly all routes have.")]
    [InlineData("{addresses: [{address: 10.0.0.1/24, linkName: e, family: inet4}], routes: [{family: inet4, gateway: 10.0.1.1, outLinkName: e}]}", "1:101: warning: routes[0].gateway: 10.0.1.1 is in none of the networks of e (10.0.0.0/24): unless another route leads to it, Linux refuses this one.")]
    [InlineData("hostnames: [{hostname: a.b, domainname: c}]", "1:24: warning: hostnames[0].hostname: \"a.b\" holds a domain already, and domainname gives another: keep the first label here.")]
    [InlineData("resolvers: [{dnsServers: []}]", "1:26: warning: resolvers[0].dnsServers: has no server, so the OS takes its defaults: add one, or remove the entry.")]
    [InlineData("resolvers: [{dnsServers: [1.1.1.1, 1.1.1.1]}]", "1:26: warning: resolvers[0].dnsServers: lists 1.1.1.1 twice: remove one.")]
    [InlineData("timeServers: [{timeServers: []}]", "1:29: warning: timeServers[0].timeServers: has no server, so the OS takes its defaults: add one, or remove the entry.")]
    [InlineData("operators: [{operator: vip, linkName: e, vip: {ip: 10.0.0.1, hcloud: {apiToken: t}}}]", "1:81: warning: operators[0].vip.hcloud.apiToken: whoever can read the image can read this token.")]
    public void Parse_warns_but_accepts_when_a_document_is_legal_yet_odd(string text, string expected)
    {
        Assert.Contains(expected, NetworkFixture.Problems(text));
        Assert.True(NetworkFixture.Parse(text).IsValid);
    }

    [Fact]
    public void Parse_names_line_and_column_when_the_document_has_many_lines()
    {
        var text = NetworkFixture.Text(NetworkFixture.LongExample)
            .Replace("masterName: bond0\n      slaveIndex: 1", "masterName: bond1\n      slaveIndex: 0", StringComparison.Ordinal);

        Assert.Equal(
            ["28:19: links[1].masterName: there is no link \"bond1\". Did you mean \"bond0\"? Add an entry to links with that name and kind: bond."],
            NetworkFixture.Problems(text));
    }

    [Fact]
    public void Validate_reports_paths_without_lines_when_the_document_was_made_in_code()
    {
        var document = new NetworkDocument { Hostnames = [new HostnameSpec { Hostname = "a b" }] };

        var problem = Assert.Single(NetworkDocumentValidator.Validate(document, "machine.yaml"));

        Assert.Equal(
            "machine.yaml: hostnames[0].hostname: \"a b\" is no DNS name: \" \" is not allowed, only letters, digits, \"-\" and dots.",
            problem.ToString());
    }

    [Fact]
    public void Parse_numbers_slaves_when_two_share_an_index()
    {
        var text = NetworkFixture.Text(NetworkFixture.LongExample).Replace("slaveIndex: 1", "slaveIndex: 0", StringComparison.Ordinal);

        Assert.Equal(
            ["29:19: links[1].slaveIndex: links[0] is slave 0 of bond0 already: number the slaves 0, 1, 2 ..."],
            NetworkFixture.Problems(text));
    }
}
