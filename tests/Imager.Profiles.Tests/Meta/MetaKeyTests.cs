using Imager.Profiles.Meta;

namespace Imager.Profiles.Tests.Meta;

public sealed class MetaKeyTests
{
    [Theory]
    [InlineData("UUIDOverride", 0xf)]
    [InlineData("uuidoverride", 0xf)]
    [InlineData("0xa", 0xa)]
    [InlineData("17", 0x11)]
    public void TryFind_accepts_names_and_numbers_when_listing(string text, byte expected)
    {
        var found = MetaKey.TryFind(text, out var key);

        Assert.True(found);
        Assert.Equal(expected, key);
    }

    [Theory]
    [InlineData("Network")]
    [InlineData("0")]
    [InlineData("256")]
    [InlineData("")]
    public void TryFind_refuses_when_the_text_is_no_key(string text)
    {
        Assert.False(MetaKey.TryFind(text, out _));
    }

    [Theory]
    [InlineData(0xa, "0xa MetalNetworkPlatformConfig")]
    [InlineData(0x20, "0x20")]
    public void Describe_names_the_key_when_it_is_well_known(byte key, string expected)
    {
        Assert.Equal(expected, MetaKey.Describe(key));
    }

    [Fact]
    public void WellKnown_covers_6_to_17_without_gap_when_listed()
    {
        Assert.Equal(Enumerable.Range(6, 12), MetaKey.WellKnown.Select(known => (int)known.Number));
    }
}
