using Imager.Core;
using Imager.Profiles.Yaml;

namespace Imager.Profiles.Tests.Flags;

public sealed class FlagParsersTests
{
    [Theory]
    [InlineData("iso", OutputKind.Iso)]
    [InlineData("UKI", OutputKind.Uki)]
    public void ParseOutputKind_reads_a_kind(string text, OutputKind expected) =>
        Assert.Equal(expected, FlagParsers.ParseOutputKind(text));

    [Theory]
    [InlineData("isos")]
    [InlineData("unknown")]
    public void ParseOutputKind_names_a_wrong_value(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => FlagParsers.ParseOutputKind(text));

        Assert.StartsWith($"--output-kind \"{text}\" is not one of iso, image, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseEnrollKeys_names_a_wrong_value() =>
        Assert.Contains(
            "Did you mean \"if-safe\"?",
            Assert.Throws<InvalidInputException>(() => FlagParsers.ParseEnrollKeys("ifsafe")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("1246MiB", 1306525696)]
    [InlineData("8gib", 8589934592)]
    [InlineData("10 GB", 10000000000)]
    [InlineData("1,306,525,696", 1306525696)]
    public void ParseDiskSize_reads_human_sizes(string text, long expected) =>
        Assert.Equal(expected, FlagParsers.ParseDiskSize(text).Bytes);

    [Fact]
    public void ParseDiskSize_refuses_less_than_1246_MiB()
    {
        var error = Assert.Throws<InvalidInputException>(() => FlagParsers.ParseDiskSize("1306525695"));

        Assert.Equal("IMG2471", error.Code);
        Assert.Contains("disk image size must be at least 1.3 GB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseOverlayOptions_reads_all_four_forms_and_later_ones_win()
    {
        var files = new Dictionary<string, string> { ["o.yaml"] = "a: 1\nnested: {x: true}\n", ["text"] = "line\n" };

        var options = FlagParsers.ParseOverlayOptions(["@o.yaml", "a=2=3", "b=@text", "c", "nested=x"], path => files[path]);

        Assert.Equal("a: 2=3\nnested: x\nb: |\n  line\nc: \"\"\n", YamlEmitter.Print(options!));
    }

    [Fact]
    public void ParseOverlayOptions_is_null_without_flags() => Assert.Null(FlagParsers.ParseOverlayOptions([], _ => string.Empty));

    [Theory]
    [InlineData("=x", "IMG2475")]
    [InlineData("@bad", "IMG2476")]
    [InlineData("@list", "IMG2413")]
    [InlineData("@twice", "IMG2414")]
    public void ParseOverlayOptions_refuses(string flag, string code)
    {
        var files = new Dictionary<string, string> { ["bad"] = "a: [", ["list"] = "[a]", ["twice"] = "a: 1\na: 2\n" };

        var error = Assert.Throws<InvalidInputException>(() => FlagParsers.ParseOverlayOptions([flag], path => files[path]));

        Assert.Equal(code, error.Code);
    }
}
