namespace Imager.Core.Tests;

public sealed class SourceDateEpochTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_uses_the_fixed_default_when_nothing_is_set(string? text) =>
        Assert.Equal(SourceDateEpoch.Default, SourceDateEpoch.Parse(text));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4294967295", 4_294_967_295)]
    public void Parse_reads_whole_seconds(string text, long seconds) =>
        Assert.Equal(seconds, SourceDateEpoch.Parse(text).Seconds);

    [Theory]
    [InlineData("4294967296")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("yesterday")]
    [InlineData(" 1")]
    public void Parse_refuses_junk_instead_of_ignoring_it(string text) =>
        Assert.Equal("IMG2003", Assert.Throws<InvalidInputException>(() => SourceDateEpoch.Parse(text)).Code);
}
