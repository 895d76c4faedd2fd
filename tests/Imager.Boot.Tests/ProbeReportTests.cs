using Imager.Boot.Tests.Support;

namespace Imager.Boot.Tests;

/// <summary>The judge of the boots must itself see a difference.</summary>
public sealed class ProbeReportTests
{
    private static readonly string[] Serial =
    [
        "BdsDxe: starting Boot0001",
        "imager-probe: begin",
        "[    1.0] noise imager-probe: cmdline: a=b c",
        "imager-probe: meta-value: 0xa bmV0d29yaw==",
        "imager-probe: end",
    ];

    [Fact]
    public void Read_finds_the_report_between_other_console_lines()
    {
        var report = ProbeReport.Read(Serial);

        Assert.True(report.IsComplete);
        Assert.Equal("a=b c", report.One("cmdline"));
        Assert.Equal("network"u8.ToArray(), report.MetaValue("a"));
    }

    [Fact]
    public void MetaValue_tells_values_apart_that_differ_in_one_byte()
    {
        var report = ProbeReport.Read(Serial.Select(line => line.Replace("bmV0d29yaw", "bmV0d29yag", StringComparison.Ordinal)));

        Assert.NotEqual("network"u8.ToArray(), report.MetaValue("a"));
    }

    [Fact]
    public void IsComplete_is_false_when_the_last_line_is_missing() => Assert.False(ProbeReport.Read(Serial[..^1]).IsComplete);

    [Theory]
    [InlineData("imager-probe: end", true)]
    [InlineData("imager-probe: end: refused", true)]
    [InlineData("imager-probe: extension: end 1.0 x mounted", false)]
    public void IsEnd_knows_the_last_line(string line, bool expected) => Assert.Equal(expected, ProbeReport.IsEnd(line));
}
