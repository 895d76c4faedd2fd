using Imager.Profiles.CommandLine;

namespace Imager.Profiles.Tests.CommandLine;

public sealed class CommandLineLimitsTests
{
    [Theory]
    [InlineData(1842, null)]
    [InlineData(1843, "IMG2480")]
    [InlineData(2047, "IMG2480")]
    [InlineData(2048, "IMG2481")]
    [InlineData(4095, "IMG2481")]
    [InlineData(4096, "IMG2482")]
    public void Check_warns_near_and_beyond_the_limits(int length, string? expected) =>
        Assert.Equal(expected, CommandLineLimits.Check(new string('a', length))?.Code);

    [Fact]
    public void Check_counts_bytes_not_characters() =>
        Assert.Equal("IMG2481", CommandLineLimits.Check(new string('é', 1024))?.Code);
}
