using System.Text.RegularExpressions;
using Imager.Core;

namespace Imager.Profiles.Tests;

/// <summary>Every fenced example of docs/profiles.md does what the text says.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Text = Fixtures.Read("docs/profiles.md");

    public static TheoryData<string> Documents { get; } =
        [.. Example().Matches(Text).Select(match => match.Groups["yaml"].Value)];

    public static TheoryData<string, string> Mistakes { get; } = ReadMistakes();

    [Fact]
    public void Examples_are_found() => Assert.Equal((6, 2), (Documents.Count, Mistakes.Count));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Example_resolves_without_a_warning(string yaml)
    {
        var resolved = Resolve(yaml);

        Assert.Empty(resolved.Problems);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_gives_the_printed_message(string yaml, string expected)
    {
        var error = Assert.Throws<InvalidInputException>(() => Resolve(yaml));

        Assert.Equal(expected, error.Message);
    }

    private static ResolvedProfile Resolve(string yaml) =>
        new ProfileResolver(ProfileCatalog.BuiltIn)
            .ResolveOrThrow(ProfileReader.Read(yaml, "profile.yaml"), ResolveOptions.None);

    private static TheoryData<string, string> ReadMistakes()
    {
        var data = new TheoryData<string, string>();
        foreach (Match match in Mistake().Matches(Text))
        {
            data.Add(match.Groups["yaml"].Value, match.Groups["message"].Value);
        }

        return data;
    }

    [GeneratedRegex(@"^```yaml\n(?<yaml>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^```yaml error\n(?<yaml>.*?)^```\n\n```text\n(?<message>.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Mistake();
}
