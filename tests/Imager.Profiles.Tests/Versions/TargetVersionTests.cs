namespace Imager.Profiles.Tests.Versions;

public sealed class TargetVersionTests
{
    [Theory]
    [InlineData("1.15.0", 1, 15, 0, false)]
    [InlineData("v1.6.7", 1, 6, 7, false)]
    [InlineData("1.10", 1, 10, 0, false)]
    [InlineData("v1", 1, 0, 0, false)]
    [InlineData(" 1.08.3 ", 1, 8, 3, false)]
    [InlineData("1.14.0-alpha.1", 1, 14, 0, true)]
    [InlineData("v1.15.0-alpha.0-12-gdeadbee-dirty", 1, 15, 0, true)]
    [InlineData("1.9.0+build.007", 1, 9, 0, false)]
    public void Parse_reads_numbers_and_keeps_the_text(string text, int major, int minor, int patch, bool isPreRelease)
    {
        var version = TargetVersion.Parse(text);

        Assert.Equal((major, minor, patch), version.Number);
        Assert.Equal(isPreRelease, version.IsPreRelease);
        Assert.Equal(text, version.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("latest")]
    [InlineData("1.2.3.4")]
    [InlineData("1.x")]
    [InlineData("1.10-alpha.1")]
    [InlineData("1.10.0-")]
    [InlineData("1.10.0-alpha..1")]
    [InlineData("1.10.0-01")]
    [InlineData("-1.0.0")]
    [InlineData("99999999999.0.0")]
    public void Parse_gives_latest_when_the_text_is_no_version(string? text)
    {
        var version = TargetVersion.Parse(text);

        Assert.False(version.IsKnown);
        Assert.Null(version.IsAtLeast(0, 0));
    }

    [Theory]
    [InlineData("1.6.3-alpha.0", VersionRule.ReleaseOnly, true)]
    [InlineData("1.6.3-alpha.0", VersionRule.KeepPreRelease, false)]
    [InlineData("1.6.3", VersionRule.KeepPreRelease, true)]
    [InlineData("1.6.4-alpha.0", VersionRule.KeepPreRelease, true)]
    [InlineData("1.6.2", VersionRule.ReleaseOnly, false)]
    public void IsAtLeast_follows_the_rule_for_pre_releases(string text, VersionRule rule, bool expected) =>
        Assert.Equal(expected, TargetVersion.Parse(text, rule).IsAtLeast(1, 6, 3));

    [Fact]
    public void Default_is_the_newest_known_line() =>
        Assert.Equal((TargetVersion.NewestKnownLine.Major, TargetVersion.NewestKnownLine.Minor, 0), TargetVersion.Default.Number);
}
