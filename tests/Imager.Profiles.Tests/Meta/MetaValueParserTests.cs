using Imager.Core;
using Imager.Profiles.Meta;

namespace Imager.Profiles.Tests.Meta;

public sealed class MetaValueParserTests
{
    [Theory]
    [InlineData("0xa=foo", 10, "foo")]
    [InlineData("0XA=foo", 10, "foo")]
    [InlineData("0x_a=foo", 10, "foo")]
    [InlineData("10=foo", 10, "foo")]
    [InlineData("1_0=foo", 10, "foo")]
    [InlineData("012=foo", 10, "foo")]
    [InlineData("0_12=foo", 10, "foo")]
    [InlineData("0o12=foo", 10, "foo")]
    [InlineData("0O12=foo", 10, "foo")]
    [InlineData("0b1010=foo", 10, "foo")]
    [InlineData("0B1010=foo", 10, "foo")]
    [InlineData("0x0a=foo", 10, "foo")]
    [InlineData("1=", 1, "")]
    [InlineData("255=a=b=c", 255, "a=b=c")]
    [InlineData("0xff= @x\n", 255, " @x\n")]
    [InlineData("0xa=@literal", 10, "@literal")]
    public void Parse_returns_key_and_verbatim_value_when_the_key_is_any_number_form(string text, byte key, string value)
    {
        var parsed = MetaValueParser.Parse(text);

        Assert.Equal(new MetaValue(key, value), parsed);
    }

    [Theory]
    [InlineData("=foo")]
    [InlineData("abc=foo")]
    [InlineData("256=foo")]
    [InlineData("0x100=foo")]
    [InlineData("99999999999999999999=foo")]
    [InlineData("-1=foo")]
    [InlineData("+1=foo")]
    [InlineData(" 1=foo")]
    [InlineData("08=foo")]
    [InlineData("0x=foo")]
    [InlineData("0b=foo")]
    [InlineData("0b2=foo")]
    [InlineData("0o8=foo")]
    [InlineData("_1=foo")]
    [InlineData("1_=foo")]
    [InlineData("1__0=foo")]
    [InlineData("0x_=foo")]
    [InlineData("0x__a=foo")]
    [InlineData("0xg=foo")]
    [InlineData("a=foo")]
    [InlineData("1٣=foo")]
    public void Parse_names_the_key_when_it_is_no_8_bit_number(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.Parse(text));

        Assert.Equal("IMG2501", error.Code);
        Assert.StartsWith($"invalid key \"{text[..^4]}\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("")]
    [InlineData("0xa")]
    public void Parse_names_the_text_when_it_has_no_equals_sign(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.Parse(text));

        Assert.Equal("IMG2500", error.Code);
        Assert.StartsWith($"invalid value \"{text}\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0=x")]
    [InlineData("0x0=x")]
    [InlineData("00=x")]
    public void Parse_gives_the_reason_when_the_key_is_zero(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.Parse(text));

        Assert.Equal("IMG2502", error.Code);
        Assert.Contains("end of the list", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_tells_the_number_when_the_key_is_a_well_known_name()
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.Parse("MetalNetworkPlatformConfig=x"));

        Assert.Contains("the number of that name is 0xa", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseArgument_names_the_file_when_the_value_starts_with_an_at_sign()
    {
        var argument = MetaValueParser.ParseArgument("0xa=@dir/network.yaml");

        Assert.Equal(new MetaArgument(10, null, "dir/network.yaml"), argument);
        Assert.Equal(new MetaValue(10, "text of dir/network.yaml\n"), argument.Resolve(path => $"text of {path}\n"));
    }

    [Theory]
    [InlineData("0xa=foo", "foo")]
    [InlineData("0xa=@@foo", "@foo")]
    [InlineData("0xa=", "")]
    public void ParseArgument_keeps_the_text_when_it_names_no_file(string text, string value)
    {
        var argument = MetaValueParser.ParseArgument(text);

        Assert.Equal(new MetaValue(10, value), argument.Resolve(_ => throw new InvalidOperationException("nothing to read")));
    }

    [Fact]
    public void ParseArgument_says_what_to_write_when_the_file_name_is_missing()
    {
        var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.ParseArgument("10=@"));

        Assert.Equal("IMG2503", error.Code);
        Assert.Contains("0xa=@network.yaml", error.Message, StringComparison.Ordinal);
    }
}
