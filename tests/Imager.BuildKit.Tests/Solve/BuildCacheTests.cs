using Imager.Core;

namespace Imager.BuildKit.Tests;

public sealed class BuildCacheTests
{
    [Fact]
    public void Parse_reads_type_and_attributes()
    {
        var cache = BuildCache.Parse("type=registry,ref=r.local/cache:main,mode=max");

        Assert.Equal("registry", cache.Type);
        Assert.Equal(["mode=max", "ref=r.local/cache:main"], cache.Attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parse_takes_a_bare_reference_for_a_registry() =>
        Assert.Equal("r.local/cache:main", BuildCache.Parse("r.local/cache:main").Attributes["ref"]);

    [Theory]
    [InlineData("ref=x")]
    [InlineData("type=local,src")]
    [InlineData("type=a,type=b")]
    public void Parse_refuses_the_rest(string text) =>
        Assert.Equal("IMG2104", Assert.Throws<InvalidInputException>(() => BuildCache.Parse(text)).Code);
}
