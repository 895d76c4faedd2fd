namespace Imager.Core.Tests;

public sealed class NearestMatchTests
{
    private static readonly string[] Profiles = ["metal", "metal-4k", "iso", "aws"];

    [Theory]
    [InlineData("metl", "metal")]
    [InlineData("METAL", "metal")]
    [InlineData("emtal", "metal")]
    [InlineData("ios", "iso")]
    public void Find_names_what_was_probably_meant(string text, string expected) =>
        Assert.Equal(expected, NearestMatch.Find(text, Profiles));

    [Fact]
    public void Find_names_nothing_when_nothing_is_close() => Assert.Null(NearestMatch.Find("kubernetes", Profiles));

    [Fact]
    public void Hint_is_a_sentence_or_nothing()
    {
        Assert.Equal(" Did you mean \"iso\"?", NearestMatch.Hint("iso9", Profiles));
        Assert.Empty(NearestMatch.Hint("kubernetes", Profiles));
    }
}
