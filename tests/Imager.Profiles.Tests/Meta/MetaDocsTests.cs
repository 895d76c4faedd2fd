using System.Text.RegularExpressions;
using Imager.Core;
using Imager.Profiles.MachineConfig;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;

namespace Imager.Profiles.Tests.Meta;

/// <summary>Runs the examples of docs/meta.md: each fenced block says after its language what it is.</summary>
public sealed class MetaDocsTests
{
    private static readonly (string Role, string Text)[] Blocks = Regex
        .Matches(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "meta.md")),
            "^```[a-z]+ (?<role>[a-z-]+)\n(?<text>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline)
        .Select(match => (match.Groups["role"].Value, match.Groups["text"].Value))
        .ToArray();

    [Fact]
    public void Every_block_has_a_role_when_the_page_is_read()
    {
        string[] known =
        [
            "meta-values", "meta-errors", "meta-keys", "encode", "encoded", "encode-error", "network", "network", "network-with-problems",
            "problems", "machine", "document", "document-problems", "arguments", "argument-problems", "config-url",
            "config-url-arguments", "config-url-problems",
        ];
        var fences = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "meta.md")).Count(line => line.StartsWith("```", StringComparison.Ordinal));

        Assert.Equal(known, Blocks.Select(block => block.Role));
        Assert.Equal(2 * known.Length, fences);
    }

    [Fact]
    public void Meta_values_parse_as_shown_when_the_page_lists_them()
    {
        Assert.All(Rows("meta-values"), row =>
        {
            var argument = MetaValueParser.ParseArgument(row[0]);

            var value = argument.FilePath is { } path ? $"the text of {path}" : $"\"{argument.Value}\"";
            Assert.Equal(row[1], $"{MetaKey.Describe(argument.Key)} = {value}");
        });
    }

    [Fact]
    public void Meta_errors_read_as_shown_when_the_page_lists_them()
    {
        Assert.All(Rows("meta-errors"), row =>
        {
            var error = Assert.Throws<InvalidInputException>(() => MetaValueParser.ParseArgument(row[0]));

            Assert.Equal(row[1], $"{error.Code} {error.Message}");
        });
    }

    [Fact]
    public void Meta_keys_are_complete_when_the_page_lists_them()
    {
        Assert.Equal(MetaKey.WellKnown.Select(key => $"{MetaKey.Format(key.Number)} {key.Name}"), Rows("meta-keys").Select(row => $"{row[0]} {row[1]}"));
    }

    [Fact]
    public void Encoded_text_is_as_shown_when_the_page_encodes_values()
    {
        var values = Lines("encode").Select(MetaValueParser.Parse).ToArray();

        Assert.Equal(Assert.Single(Lines("encoded")), InstallerMetaEncoding.ArgumentPrefix + InstallerMetaEncoding.Encode(values, allowGzip: true));
    }

    [Fact]
    public void Encoding_is_refused_as_shown_when_a_value_holds_a_semicolon()
    {
        var lines = Lines("encode-error");

        var error = Assert.Throws<InvalidInputException>(() => InstallerMetaEncoding.Encode([MetaValueParser.Parse(lines[0])], allowGzip: true));

        Assert.Equal(lines[1], error.Code);
    }

    [Fact]
    public void Network_documents_are_right_when_the_page_shows_them()
    {
        Assert.All(
            Blocks.Where(block => block.Role == "network"),
            block => Assert.Empty(NetworkDocument.Parse(block.Text, "network.yaml").Problems));
    }

    [Fact]
    public void Problems_are_as_shown_when_the_page_checks_a_document()
    {
        var problems = NetworkDocument.Parse(Text("network-with-problems"), "network.yaml").Problems;

        Assert.Equal(Lines("problems"), problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Conversions_are_as_shown_when_the_page_converts_a_machine_configuration()
    {
        var document = MachineNetworkConverter.ToNetworkDocument(Text("machine"), "machine.yaml");
        var arguments = MachineNetworkConverter.ToKernelArguments(Text("machine"), "machine.yaml");

        Assert.Equal(Text("document"), document.EnsureValid().ToYaml());
        Assert.Equal(Lines("document-problems"), document.Problems.Select(problem => problem.ToString()));
        Assert.Equal(Lines("arguments"), arguments.EnsureValid());
        Assert.Equal(Lines("argument-problems"), arguments.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Config_url_arguments_are_as_shown_when_the_page_gives_options()
    {
        var options = Rows("config-url").ToLookup(row => row[0], row => row[1]);

        var result = ConfigUrlArguments.Create(
            new ConfigUrlOptions
            {
                Url = options["url"].Single(),
                ClientId = options["client-id"].Single(),
                ClientSecret = options["client-secret"].Single(),
                Scopes = options["scope"].ToArray(),
                ExtraVariables = options["extra-variable"].ToArray(),
            },
            "metal");

        Assert.Equal(Lines("config-url-arguments"), result.EnsureValid());
        Assert.Equal(Lines("config-url-problems"), result.Problems.Select(problem => problem.ToString()));
    }

    private static string Text(string role) => Blocks.Single(block => block.Role == role).Text;

    private static string[] Lines(string role) => Text(role).TrimEnd('\n').Split('\n');

    private static IEnumerable<string[]> Rows(string role) => Lines(role).Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries));
}
