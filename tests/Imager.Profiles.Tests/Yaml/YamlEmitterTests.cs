using Imager.Profiles.Yaml;
using YamlDotNet.RepresentationModel;

namespace Imager.Profiles.Tests.Yaml;

/// <summary>The quoting of the Talos imager's YAML library, checked by reading back with YamlDotNet's own model.</summary>
public sealed class YamlEmitterTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("1.15.0", "1.15.0")]
    [InlineData("1.10", "\"1.10\"")]
    [InlineData("v1.10", "v1.10")]
    [InlineData("017", "\"017\"")]
    [InlineData("089", "\"089\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData(".5", "\".5\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData(".zst", ".zst")]
    [InlineData("true", "\"true\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("n", "\"n\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("~", "\"~\"")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("a:b", "a:b")]
    [InlineData("a:", "'a:'")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("a#b", "a#b")]
    [InlineData("- a", "'- a'")]
    [InlineData("-a", "-a")]
    [InlineData("--- a", "'--- a'")]
    [InlineData("? a", "'? a'")]
    [InlineData("it's", "it's")]
    [InlineData("'it", "'''it'")]
    [InlineData("@a", "'@a'")]
    [InlineData("[a", "'[a'")]
    [InlineData("a]", "a]")]
    [InlineData(" a", "' a'")]
    [InlineData("a ", "'a '")]
    [InlineData("a\tb", "\"a\\tb\"")]
    [InlineData("\u0001\u00e9", "\"\\x01\u00e9\"")]
    [InlineData("\U0001F600", "\"\\U0001F600\"")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData("a\n\nb\n", "|\n  a\n\n  b")]
    [InlineData("a\n\n", "|+\n  a\n")]
    [InlineData(" a\nb", "|2-\n   a\n  b")]
    [InlineData("a \nb", "\"a \\nb\"")]
    [InlineData("\n", "|2+\n")]
    public void Print_quotes_only_what_needs_it(string text, string expected)
    {
        var printed = YamlEmitter.Print(new YamlMapping([new("k", new YamlText(text))]));

        Assert.Equal($"k: {expected}\n", printed);
        Assert.Equal(text, ReadBack(printed));
    }

    [Fact]
    public void Print_of_nothing_is_an_empty_mapping() => Assert.Equal("{}\n", YamlEmitter.Print(YamlMapping.Empty));

    internal static string? ReadBack(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return ((YamlScalarNode)((YamlMappingNode)stream.Documents[0].RootNode).Children.Single().Value).Value;
    }
}
