using Imager.Profiles.MachineConfig;
using Imager.Profiles.Tests.Network;

namespace Imager.Profiles.Tests.MachineConfig;

public sealed class MachineNetworkConverterTests
{
    [Fact]
    public void ToNetworkDocument_carries_all_but_ignore_when_given_static_addressing_of_chapter_1()
    {
        var result = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-01.yaml"), "machine.yaml");

        Assert.Equal(
            """
            addresses:
                - address: 10.0.0.201/8
                  linkName: eth0
                  family: inet4
                  scope: global
                  flags: permanent
                  layer: platform
            links:
                - name: eth0
                  up: true
                  mtu: 8765
                  layer: platform
            routes:
                - family: inet4
                  gateway: 10.0.0.1
                  outLinkName: eth0
                  table: main
                  priority: 1024
                  scope: global
                  type: unicast
                  protocol: static
                  layer: platform
            hostnames:
                - hostname: talos
                  layer: platform
            resolvers:
                - dnsServers:
                    - 10.0.0.1
                  layer: platform
            timeServers:
                - timeServers:
                    - time.cloudflare.com
                  layer: platform

            """,
            result.EnsureValid().ToYaml());
        Assert.Equal(
            "machine.yaml:15:17: warning: machine.network.interfaces[1].ignore: not converted: a network document cannot make the OS leave eth1 "
            + "alone; add the kernel argument talos.network.interface.ignore=eth1.",
            Assert.Single(result.Problems).ToString());
    }

    [Fact]
    public void ToNetworkDocument_spells_out_the_bond_when_given_the_bond_of_chapter_1()
    {
        var result = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-03.yaml"), "machine.yaml");

        Assert.Empty(result.Problems);
        Assert.Equal(
            """
            links:
                - name: bond0
                  logical: true
                  up: true
                  kind: bond
                  type: ether
                  bondMaster:
                    mode: 802.3ad
                    xmitHashPolicy: layer3+4
                    lacpRate: fast
                    arpValidate: none
                    arpAllTargets: any
                    primaryReselect: always
                    failOverMac: 0
                    miimon: 100
                    updelay: 200
                    downdelay: 200
                    resendIgmp: 1
                    lpInterval: 1
                    packetsPerSlave: 1
                    numPeerNotif: 1
                    tlbLogicalLb: 1
                    adActorSysPrio: 65535
                  layer: platform
                - name: eth0
                  up: true
                  masterName: bond0
                  slaveIndex: 0
                  layer: platform
                - name: eth1
                  up: true
                  masterName: bond0
                  slaveIndex: 1
                  layer: platform
            operators:
                - operator: dhcp4
                  linkName: bond0
                  requireUp: true
                  dhcp4:
                    routeMetric: 1024
                  layer: platform

            """,
            result.Document!.ToYaml());
    }

    [Fact]
    public void ToNetworkDocument_makes_a_valid_document_when_given_the_other_examples_of_chapter_1()
    {
        var lo = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-02.yaml"), "m").EnsureValid();
        var bridge = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-04.yaml"), "m").EnsureValid();
        var vlan = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-05.yaml"), "m").EnsureValid();

        Assert.Equal(["lo 192.168.0.21/24", "lo 10.2.2.2/24"], lo.Addresses!.Select(address => $"{address.LinkName} {address.Address}"));
        Assert.Equal(["br0 bridge ", "eth0  br0", "eth1  br0"], bridge.Links!.Select(link => $"{link.Name} {link.Kind} {link.BridgeMasterName}"));
        Assert.True(bridge.Links![0].BridgeMaster!.StpEnabled);
        Assert.Equal("eth0.100 eth0 100 802.1q", $"{vlan.Links![1].Name} {vlan.Links[1].ParentName} {vlan.Links[1].Vlan!.VlanId} {vlan.Links[1].Vlan!.Protocol}");
        Assert.Equal("eth0.100", vlan.Routes![0].OutLinkName);
    }

    [Fact]
    public void ToNetworkDocument_equals_the_golden_document_when_the_configuration_uses_everything()
    {
        var result = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("machine-everything.yaml"), "machine.yaml");

        Assert.Equal(NetworkFixture.Text("machine-everything.document.yaml"), result.EnsureValid().ToYaml());
        Assert.Equal(
            NetworkFixture.Text("machine-everything.document.problems.txt"),
            string.Concat(result.Problems.Select(problem => $"{problem}\n")));
    }

    [Fact]
    public void ToKernelArguments_equals_the_golden_arguments_when_the_configuration_uses_everything()
    {
        var result = MachineNetworkConverter.ToKernelArguments(NetworkFixture.Text("machine-everything.yaml"), "machine.yaml");

        Assert.Equal(NetworkFixture.Text("machine-everything.arguments.txt"), string.Concat(result.EnsureValid().Select(argument => $"{argument}\n")));
        Assert.Equal(
            NetworkFixture.Text("machine-everything.arguments.problems.txt"),
            string.Concat(result.Problems.Select(problem => $"{problem}\n")));
    }

    [Theory]
    [InlineData("chapter1-01.yaml", "ip=10.0.0.201::10.0.0.1:255.0.0.0::eth0:off:10.0.0.1 talos.network.interface.ignore=eth1 talos.hostname=talos", 2)]
    [InlineData("chapter1-02.yaml", "ip=192.168.0.21:::255.255.255.0::lo:off", 1)]
    [InlineData("chapter1-03.yaml", "bond=bond0:eth0,eth1:mode=802.3ad,miimon=100,updelay=200,downdelay=200,lacp_rate=fast,xmit_hash_policy=layer3+4 ip=:::::bond0:dhcp", 0)]
    [InlineData("chapter1-04.yaml", "", 1)]
    [InlineData("chapter1-05.yaml", "vlan=eth0.100:eth0 ip=192.168.2.10::192.168.2.1:255.255.255.240::eth0.100:off", 0)]
    public void ToKernelArguments_carries_what_it_can_when_given_an_example_of_chapter_1(string name, string expected, int warnings)
    {
        var result = MachineNetworkConverter.ToKernelArguments(NetworkFixture.Text(name), "machine.yaml");

        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.ToString());
        Assert.Equal(warnings, result.Warnings.Count());
    }

    [Fact]
    public void ToKernelArguments_puts_ipv6_in_brackets_when_the_address_is_one()
    {
        const string Config = """
            machine:
              network:
                nameservers: [2001:db8::53]
                interfaces:
                  - interface: eth0
                    addresses: [2001:db8::1/64]
                    routes:
                      - gateway: fe80::1
              time:
                servers: [2001:db8::123]
            """;

        var result = MachineNetworkConverter.ToKernelArguments(Config, "machine.yaml");

        Assert.Empty(result.Problems);
        Assert.Equal("ip=[2001:db8::1]::[fe80::1]:64::eth0:off:[2001:db8::53]::[2001:db8::123]", result.ToString());
    }

    [Theory]
    [InlineData("cluster: {}", "1:1: there is no machine.network section: give a machine configuration that has one.")]
    [InlineData("machine: {network: {interface: []}}", "1:21: machine.network.interface: unknown key \"interface\". Did you mean \"interfaces\"?")]
    [InlineData("machine: {network: {interfaces: [{mtu: 1}]}}", "1:34: machine.network.interfaces[0]: interface is missing: write interface: with the link's name.")]
    [InlineData("machine: {network: {interfaces: [{interface: e, adresses: []}]}}", "1:49: machine.network.interfaces[0].adresses: unknown key \"adresses\". Did you mean \"addresses\"?")]
    [InlineData("machine: {network: {interfaces: [{interface: e, addresses: [10.0.0.1/40]}]}}", "1:61: machine.network.interfaces[0].addresses[0]: \"10.0.0.1/40\" is no address with prefix length: the length \"40\" is not 0 to 32. Write for example 10.0.0.201/8 or 2001:db8::1/64.")]
    [InlineData("machine: {network: {interfaces: [{interface: e, routes: [{}]}]}}", "1:58: machine.network.interfaces[0].routes[0]: the route has neither network nor gateway: write at least one of them.")]
    [InlineData("machine: {network: {interfaces: [{interface: e, vlans: [{}]}]}}", "1:57: machine.network.interfaces[0].vlans[0]: vlanId is missing: write a number from 1 to 4094.")]
    [InlineData("machine: {network: {interfaces: [{interface: e, vlans: [{vlanId: 5000}]}]}}", "1:66: machine.network.interfaces[0].vlans[0].vlanId: must be a whole number from 1 to 4094, not \"5000\".")]
    [InlineData("machine: {network: {interfaces: [{interface: b, bond: {mode: 802.3, miimon: 1, interfaces: [e]}}]}}", "(converted) links[0].bondMaster.mode: \"802.3\" is not known. Did you mean \"802.3ad\"?")]
    [InlineData("machine: {network: {interfaces: [{interface: b, bond: {mode: 802.3ad, failOverMac: off}}]}}", "1:84: machine.network.interfaces[0].bond.failOverMac: \"off\" is not known: write one of none, active, follow.")]
    [InlineData("machine: {network: {hostname: a_b}}", "(converted) hostnames[0].hostname: \"a_b\" is no DNS name: \"_\" is not allowed, only letters, digits, \"-\" and dots.")]
    [InlineData("machine: {network: {nameservers: [a]}}", "1:35: machine.network.nameservers[0]: \"a\" is no IP address: write for example 10.0.0.1 or 2001:db8::1.")]
    public void Both_conversions_name_line_and_reason_when_the_configuration_is_wrong(string config, string expected)
    {
        var document = MachineNetworkConverter.ToNetworkDocument(config, "machine.yaml");
        var arguments = MachineNetworkConverter.ToKernelArguments(config, "machine.yaml");

        Assert.Contains(document.Errors, problem => problem.ToString().EndsWith(expected, StringComparison.Ordinal));
        Assert.Contains(arguments.Errors, problem => problem.ToString().EndsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void ToKernelArguments_refuses_when_a_bond_has_no_slaves_or_mode()
    {
        var result = MachineNetworkConverter.ToKernelArguments("machine: {network: {interfaces: [{interface: b, bond: {miimon: 1}}]}}", "m");

        Assert.Contains(result.Errors, problem => problem.Reason.StartsWith("has no interfaces", StringComparison.Ordinal));
        Assert.Contains(result.Errors, problem => problem.Reason.StartsWith("mode is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void ToKernelArguments_says_so_when_no_argument_can_carry_the_servers()
    {
        var result = MachineNetworkConverter.ToKernelArguments("machine: {network: {nameservers: [1.1.1.1]}, time: {servers: [1.1.1.1]}}", "m");

        Assert.Equal(
            [
                "m:1:34: warning: machine.network.nameservers: not carried: no ip= argument was made that could carry DNS servers.",
                "m:1:62: warning: machine.time.servers: not carried: no ip= argument was made that could carry an NTP server.",
            ],
            result.Problems.Select(problem => problem.ToString()));
    }
}
