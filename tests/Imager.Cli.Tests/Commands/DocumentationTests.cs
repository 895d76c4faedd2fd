using System.Text.RegularExpressions;
using Imager.Cli.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Commands;

/// <summary>docs/cli.md says what the command does: its examples run, and nothing of the help is missing.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs/cli.md"));

    public static TheoryData<string, string> Examples { get; } = ReadExamples();

    [Fact]
    public void Examples_are_found() => Assert.Equal(10, Examples.Count);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_prints_what_the_text_says(string line, string expected)
    {
        var result = RecordingHost.Run(line.Split(' ')[1..]);

        Assert.Equal(expected, result.Error + result.Output);
    }

    [Fact]
    public void Every_option_and_command_of_the_help_is_there()
    {
        var pages = new[] { "", "profiles", "meta", "cmdline", "cache", "extension", "extension new" }.Select(
            command => RecordingHost.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Output).ToList();
        var options = pages.SelectMany(page => OptionName().Matches(page).Select(match => match.Value.Trim()));
        var commands = pages.SelectMany(page => page[page.IndexOf("\nCommands:\n", StringComparison.Ordinal)..].Split('\n'))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && char.IsAsciiLetterLower(line[2]) && !line.Contains("imager", StringComparison.Ordinal))
            .Select(line => $" {line.Trim().Split(' ')[0]}");

        Assert.All(options.Concat(commands).Where(word => word != "-h, --help"), word => Assert.Contains(word, Text, StringComparison.Ordinal));
    }

    private static TheoryData<string, string> ReadExamples()
    {
        var data = new TheoryData<string, string>();
        foreach (var example in Block().Matches(Text).SelectMany(block => Example().Matches(block.Groups["body"].Value)))
        {
            data.Add(example.Groups["line"].Value, example.Groups["output"].Value);
        }

        return data;
    }

    [GeneratedRegex(@"^```console\n(?<body>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\$ (?<line>imager [^\n]*)\n(?<output>(?:(?!\$ imager)[^\n]*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^  (?:-h, )?--[a-z0-9-]+", RegexOptions.Multiline)]
    private static partial Regex OptionName();
}
