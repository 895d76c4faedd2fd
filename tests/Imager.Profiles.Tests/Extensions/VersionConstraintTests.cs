using Imager.Profiles.Extensions;

namespace Imager.Profiles.Tests.Extensions;

public class VersionConstraintTests
{
    [Theory]
    [InlineData(">= v1.0.0", 1, 6, 0, true)]
    [InlineData(">= v1.5.0", 1, 4, 9, false)]
    [InlineData(">=1.9.0 <1.12.0", 1, 11, 4, true)]
    [InlineData(">=1.9.0 <1.12.0", 1, 12, 0, false)]
    [InlineData("<1.2.0 || >=1.5.0", 1, 5, 0, true)]
    [InlineData("<1.2.0 || >=1.5.0", 1, 3, 0, false)]
    [InlineData("1.10.x", 1, 10, 7, true)]
    [InlineData("1.10.x", 1, 11, 0, false)]
    [InlineData("1.x", 1, 99, 0, true)]
    [InlineData(">1.10.x", 1, 10, 9, false)]
    [InlineData(">1.10.x", 1, 11, 0, true)]
    [InlineData("<=1.10.x", 1, 10, 9, true)]
    [InlineData("!=1.10.x", 1, 10, 3, false)]
    [InlineData("!1.10.1", 1, 10, 1, false)]
    [InlineData("= 1.10.1", 1, 10, 1, true)]
    [InlineData("1.10.1", 1, 10, 2, false)]
    [InlineData(">1.10.0-alpha.1", 1, 10, 0, true)]
    [InlineData("<=1.10.0-alpha.1", 1, 10, 0, false)]
    public void Allows_compares_the_three_numbers(string text, int major, int minor, int patch, bool expected)
    {
        Assert.True(VersionConstraint.TryParse(text, out var constraint, out _));

        Assert.Equal(expected, constraint.Allows((major, minor, patch)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(">= 1.0.0 ||")]
    [InlineData("1.10")]
    [InlineData("x.1.1")]
    [InlineData("latest")]
    [InlineData(">> 1.0.0")]
    [InlineData("1.x.3")]
    [InlineData("1.0.0.0")]
    public void TryParse_says_what_a_range_looks_like_when_it_is_none(string text)
    {
        Assert.False(VersionConstraint.TryParse(text, out _, out var reason));

        Assert.Contains(">= v1.10.0", reason, StringComparison.Ordinal);
    }
}
