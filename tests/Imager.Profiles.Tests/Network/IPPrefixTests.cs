using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Imager.Profiles.Network;

namespace Imager.Profiles.Tests.Network;

public sealed class IPPrefixTests
{
    [Theory]
    [InlineData("10.0.0.201/8", "10.0.0.201/8", "10.0.0.0/8", "255.0.0.0")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0")]
    [InlineData("255.255.255.255/32", "255.255.255.255/32", "255.255.255.255/32", "255.255.255.255")]
    [InlineData("192.168.2.10/28", "192.168.2.10/28", "192.168.2.0/28", "255.255.255.240")]
    [InlineData("2001:DB8:0:0::1/64", "2001:db8::1/64", "2001:db8::/64", "64")]
    [InlineData("::/0", "::/0", "::/0", "0")]
    [InlineData("::1:0/112", "::1:0/112", "::1:0/112", "112")]
    [InlineData("0:0:1:0:0:0:1:0/64", "0:0:1::1:0/64", "0:0:1::/64", "64")]
    [InlineData("1:0:0:2:0:0:3:0/128", "1::2:0:0:3:0/128", "1::2:0:0:3:0/128", "128")]
    [InlineData("1:0:2:3:4:5:6:7/128", "1:0:2:3:4:5:6:7/128", "1:0:2:3:4:5:6:7/128", "128")]
    [InlineData("fe80::5efe:192.0.2.1/64", "fe80::5efe:c000:201/64", "fe80::/64", "64")]
    [InlineData("::ffff:192.0.2.1/128", "::ffff:192.0.2.1/128", "::ffff:192.0.2.1/128", "128")]
    public void TryParse_keeps_host_bits_when_the_text_is_right(string text, string canonical, string network, string netmask)
    {
        var parsed = IPPrefix.TryParse(text, out var prefix, out _);

        Assert.True(parsed);
        Assert.Equal(canonical, prefix!.ToString());
        Assert.Equal(network, prefix.Network().ToString());
        Assert.Equal(netmask, prefix.Netmask());
    }

    [Theory]
    [InlineData("10.0.0.1", "the \"/\" and the length are missing.")]
    [InlineData("10.0.0.1/", "the length \"\" is not 0 to 32.")]
    [InlineData("10.0.0.1/33", "the length \"33\" is not 0 to 32.")]
    [InlineData("10.0.0.1/-1", "the length \"-1\" is not 0 to 32.")]
    [InlineData("10.0.0.1/08", "the length \"08\" is not 0 to 32.")]
    [InlineData("10.0.0.1/255.0.0.0", "the length \"255.0.0.0\" is not 0 to 32.")]
    [InlineData("2001:db8::1/129", "the length \"129\" is not 0 to 128.")]
    [InlineData("010.0.0.1/8", "\"010.0.0.1\" is no IP address.")]
    [InlineData("10.1/8", "\"10.1\" is no IP address.")]
    [InlineData("1.2.3.4.5/8", "\"1.2.3.4.5\" is no IP address.")]
    [InlineData("1.2.3./8", "\"1.2.3.\" is no IP address.")]
    [InlineData("256.0.0.1/8", "\"256.0.0.1\" is no IP address.")]
    [InlineData("fe80::1%eth0/64", "\"fe80::1%eth0\" is no IP address.")]
    [InlineData("[::1]/64", "\"[::1]\" is no IP address.")]
    [InlineData("1::2::3/64", "\"1::2::3\" is no IP address.")]
    [InlineData("::ffff:192.0.2.01/128", "\"::ffff:192.0.2.01\" is no IP address.")]
    [InlineData("/8", "\"\" is no IP address.")]
    public void TryParse_says_why_when_the_text_is_wrong(string text, string reason)
    {
        Assert.False(IPPrefix.TryParse(text, out _, out var actual));
        Assert.Equal(reason, actual);
    }

    [Fact]
    public void TryParse_reads_back_when_any_address_and_length_is_written()
    {
        var bytes = Gen.Choose(0, 255).Select(value => (byte)value);
        var prefixes = from isIPv6 in ArbMap.Default.GeneratorFor<bool>()
                       from address in bytes.ArrayOf(isIPv6 ? 16 : 4)
                       from bits in Gen.Choose(0, isIPv6 ? 128 : 32)
                       select IPPrefix.Create(new IPAddress(address), bits);

        Prop.ForAll(
                prefixes.ToArbitrary(),
                prefix => IPPrefix.TryParse(prefix.ToString(), out var again, out _)
                    && again == prefix
                    && prefix.Network().Contains(prefix.Address)
                    && prefix.Contains(prefix.Network().Address))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Contains_is_false_when_the_address_is_outside()
    {
        Assert.True(IPPrefix.TryParse("192.168.2.0/28", out var prefix, out _));

        Assert.True(prefix.Contains(IPAddress.Parse("192.168.2.15")));
        Assert.False(prefix.Contains(IPAddress.Parse("192.168.2.16")));
        Assert.False(prefix.Contains(IPAddress.Parse("::1")));
    }

    [Fact]
    public void Create_refuses_when_the_length_does_not_fit()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IPPrefix.Create(IPAddress.Any, 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => IPPrefix.Create(IPAddress.IPv6Any, -1));
    }
}
