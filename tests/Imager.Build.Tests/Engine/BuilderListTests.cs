using Imager.Build.Recipes;
using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Tests.Engine;

public class BuilderListTests
{
    private static readonly Architecture Amd64 = Architecture.Parse("amd64");
    private static readonly Architecture Arm64 = Architecture.Parse("arm64");

    [Theory]
    [InlineData("", null, null)]
    [InlineData("tcp://a:1234", "tcp://a:1234", "tcp://a:1234")]
    [InlineData("amd64=unix:///a, linux/arm64=tcp://b", "unix:///a", "tcp://b")]
    [InlineData("arm64=docker-container://b,/run/a.sock", "/run/a.sock", "docker-container://b")]
    [InlineData("docker-container://b?engine=unix:///a", "docker-container://b?engine=unix:///a", "docker-container://b?engine=unix:///a")]
    public void For_returns_the_builder_of_a_platform(string text, string? amd64, string? arm64)
    {
        var list = Parse(text);

        Assert.Equal(amd64, Plain(list.For(Amd64)));
        Assert.Equal(arm64, Plain(list.For(Arm64)));
    }

    [Fact]
    public void For_fails_when_a_platform_has_no_builder()
    {
        var error = Assert.Throws<InvalidInputException>(() => Parse("amd64=tcp://a").For(Arm64));

        Assert.Equal("IMG2695", error.Code);
        Assert.Contains("no builder for arm64, only for amd64", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amd64=tcp://a,amd64=tcp://b", "IMG2694")]
    [InlineData("tcp://a,tcp://b", "IMG2694")]
    [InlineData("riscv64=tcp://a", "IMG2696")]
    [InlineData("amd64=", "IMG2100")]
    [InlineData("amd64=ftp://a", "IMG2100")]
    public void Parse_fails_when_the_list_is_wrong(string text, string code)
    {
        Assert.Equal(code, Assert.Throws<InvalidInputException>(() => Parse(text)).Code);
    }

    private static BuilderList Parse(string text) => BuilderList.Parse(text, string.Empty, _ => null);

    private static string? Plain(EngineEndpoint? endpoint) =>
        endpoint?.Text.Replace("buildkitd+", string.Empty, StringComparison.Ordinal);
}
