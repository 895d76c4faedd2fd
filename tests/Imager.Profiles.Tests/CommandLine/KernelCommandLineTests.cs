using Imager.Profiles.CommandLine;

namespace Imager.Profiles.Tests.CommandLine;

public sealed class KernelCommandLineTests
{
    private static readonly HashSet<string> Overwritten = ["console"];

    [Theory]
    [InlineData("a=1 b a=2", "a=1 a=2 b")]
    [InlineData("  a\tb=\n c=x=y ", "a b c=x=y")]
    [InlineData("", "")]
    [InlineData("a a=", "a a")]
    public void Parse_groups_keys_at_their_first_place(string text, string expected) =>
        Assert.Equal(expected, KernelCommandLine.Parse(text).ToString());

    [Theory]
    [InlineData("pti=off", "console=tty1 console=ttyS0 pti=on pti=off x")]
    [InlineData("console=ttyS9", "console=ttyS9 pti=on x")]
    [InlineData("console=a y console=b", "console=a console=b pti=on x y")]
    [InlineData("-pti", "console=tty1 console=ttyS0 x")]
    [InlineData("-x", "console=tty1 console=ttyS0 pti=on")]
    [InlineData("-console=ttyS0", "console=tty1 pti=on x")]
    [InlineData("-console=other", "console=tty1 console=ttyS0 pti=on x")]
    [InlineData("-console console=ttyS9", "pti=on x console=ttyS9")]
    [InlineData("console=ttyS9 -console", "pti=on x")]
    [InlineData("-missing -missing=1", "console=tty1 console=ttyS0 pti=on x")]
    [InlineData("-console= -console=tty1", "pti=on x")]
    [InlineData("-console=tty1 -console", "console=ttyS0 pti=on x")]
    [InlineData("-", "console=tty1 console=ttyS0 pti=on x -")]
    [InlineData("-pti=on pti=off", "console=tty1 console=ttyS0 pti=off x")]
    public void Customize_negates_overwrites_and_appends(string arguments, string expected)
    {
        var line = KernelCommandLine.Parse("console=tty1 console=ttyS0 pti=on x");

        var customized = line.Customize([arguments], Overwritten);

        Assert.Equal(expected, customized.ToString());
    }

    [Fact]
    public void Customize_groups_across_arguments_before_it_applies_them()
    {
        var line = KernelCommandLine.Parse("a=1 z");

        var customized = line.Customize(["b=1", "-a c", "b=2 a=9"], Overwritten);

        Assert.Equal("z b=1 b=2 c a=9", customized.ToString());
    }

    [Fact]
    public void SetAll_replaces_in_place_and_appends_new_keys() =>
        Assert.Equal("a=9 b c=1", KernelCommandLine.Parse("a=1 a=2 b").SetAll(["c=1", "a=9"]).ToString());

    [Fact]
    public void AppendAll_does_not_negate() =>
        Assert.Equal("a b -a", KernelCommandLine.Parse("a b").AppendAll(["-a"]).ToString());

    [Fact]
    public void RemoveValues_keeps_the_place_of_its_key() =>
        Assert.Equal("a=2 b", KernelCommandLine.Parse("a=1 b").RemoveValues("a", ["1"]).Append("a", "2").ToString());
}
