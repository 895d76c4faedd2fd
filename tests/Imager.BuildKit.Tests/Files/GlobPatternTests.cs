using Imager.BuildKit.Files;

namespace Imager.BuildKit.Tests;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("/a/", "a", true)]
    [InlineData("./a//b/../c", "a/c", true)]
    [InlineData("../a", "a", false)]
    [InlineData("/../a", "a", true)]
    [InlineData("*.md", "README.md", true)]
    [InlineData("*.md", "docs/README.md", false)]
    [InlineData("*", "a/b", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a?c", "a\U0001F600c", true)]
    [InlineData("**/x", "x", true)]
    [InlineData("**/x", "a/b/x", true)]
    [InlineData("**/x", "a/bx", false)]
    [InlineData("**x", "a/bx", true)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**", "ab", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/b/cz", false)]
    [InlineData("**/*.o", "x/y/z.o", true)]
    [InlineData("**/*.o", "z.o", true)]
    [InlineData("**", "any/thing", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("a$", "a$", true)]
    [InlineData("a*b*c", "axxbyybzzc", true)]
    [InlineData("a*b*c", "axxbyybzz", false)]
    public void Matches_as_Docker_does(string pattern, string path, bool expected)
    {
        var parsed = GlobPattern.Parse(pattern);

        Assert.NotNull(parsed);
        Assert.Equal(expected, parsed.Matches(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("!")]
    public void Parse_is_null_when_nothing_is_meant(string line) => Assert.Null(GlobPattern.Parse(line));

    [Fact]
    public void Parse_recognises_exceptions()
    {
        var parsed = GlobPattern.Parse(" ! /keep/this ");

        Assert.NotNull(parsed);
        Assert.True(parsed.IsException);
        Assert.Equal("keep/this", parsed.Text);
    }
}
