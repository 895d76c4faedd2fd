using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Imager.Core;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;

namespace Imager.Profiles.Tests.Network;

public sealed class NetworkDocumentTests
{
    [Fact]
    public void Parse_finds_nothing_wrong_when_given_the_long_example_of_chapter_11()
    {
        var result = NetworkFixture.Parse(NetworkFixture.Text(NetworkFixture.LongExample));

        Assert.Empty(result.Problems);
        Assert.Equal(3, result.Document!.Addresses!.Count);
        Assert.Equal("2604:1380:45f2:6c00::1/127", result.Document.Addresses[1].Address!.ToString());
        Assert.Equal(200u, result.Document.Links![2].BondMaster!.UpDelay);
        Assert.Equal("10.0.0.0/8", result.Document.Routes![2].Destination!.ToString());
        Assert.Empty(result.Document.Resolvers!);
        Assert.Null(result.Document.Operators);
    }

    [Fact]
    public void ToYaml_gives_back_every_byte_when_the_document_is_the_long_example()
    {
        var text = NetworkFixture.Text(NetworkFixture.LongExample);

        Assert.Equal(text, NetworkFixture.Parse(text).EnsureValid().ToYaml());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Long_example_survives_byte_for_byte_when_it_travels_on_the_command_line(bool allowGzip)
    {
        var text = NetworkFixture.Text(NetworkFixture.LongExample);

        var encoded = InstallerMetaEncoding.Encode([new MetaValue(MetaKey.MetalNetworkPlatformConfig, text)], allowGzip);
        var decoded = Assert.Single(InstallerMetaEncoding.Decode(encoded));

        Assert.Equal(text, decoded.Value);
        Assert.Equal(allowGzip, encoded.Length < text.Length);
    }

    [Theory]
    [InlineData("chapter11-02.yaml")]
    [InlineData("chapter11-03.yaml")]
    [InlineData("chapter11-04.yaml")]
    [InlineData("chapter11-05.yaml")]
    [InlineData("chapter11-06.yaml")]
    [InlineData("chapter11-07.yaml")]
    [InlineData("chapter11-08.yaml")]
    [InlineData("chapter11-09.yaml")]
    [InlineData("chapter11-10.yaml")]
    [InlineData("chapter11-11.yaml")]
    [InlineData("chapter11-12.yaml")]
    public void Parse_accepts_and_ToYaml_gives_back_when_given_any_other_example_of_chapter_11(string name)
    {
        var text = NetworkFixture.Text(name);

        var result = NetworkFixture.Parse(text);

        Assert.Empty(result.Errors);
        Assert.Equal(text, result.Document!.ToYaml());
    }

    [Fact]
    public void Parse_reads_the_same_document_when_it_is_written_as_json()
    {
        const string Json = """
            {
            	"addresses": [{"address": "10.0.0.2\/24", "linkName": "eth0", "family": "inet4", "announceWithARP": true}],
              "links": [{"name": "eth0", "up": true, "mtu": 9000}],
              "hostnames": [{"hostname": "node\u002d1"}], "resolvers": [{"dnsServers": ["2001:db8::53"]}], "routes": []
            }
            """;

        var result = NetworkFixture.Parse(Json);

        Assert.Empty(result.Problems);
        Assert.Equal(
            """
            addresses:
                - address: 10.0.0.2/24
                  linkName: eth0
                  family: inet4
                  announceWithARP: true
            links:
                - name: eth0
                  up: true
                  mtu: 9000
            routes: []
            hostnames:
                - hostname: node-1
            resolvers:
                - dnsServers:
                    - 2001:db8::53

            """,
            result.Document!.ToYaml());
    }

    [Fact]
    public void Parse_takes_empty_texts_for_absent_when_the_os_dumped_the_document()
    {
        const string Dump = """
            links:
                - name: eth0
                  logical: false
                  up: true
                  mtu: 0
                  kind: ""
                  type: netrom
                  layer: platform
            routes:
                - family: inet4
                  dst: ""
                  src: ""
                  gateway: 10.0.0.1
                  outLinkName: eth0
                  table: main
                  scope: global
                  type: unicast
                  flags: ""
                  protocol: static
                  layer: platform
            operators: []
            externalIPs: []
            metadata:
            """;

        Assert.Empty(NetworkFixture.Problems(Dump));
    }

    [Fact]
    public void Parse_gives_back_every_key_when_the_document_uses_the_whole_schema()
    {
        var text = NetworkFixture.Text("whole-schema.yaml");

        var result = NetworkFixture.Parse(text);

        Assert.Empty(result.Errors);
        Assert.Equal(text, result.Document!.ToYaml());
    }

    [Fact]
    public void Parse_follows_anchors_and_merge_keys_when_the_yaml_has_them()
    {
        const string Text = """
            links:
                - &slave
                  name: eth0
                  up: true
                - <<: *slave
                  name: eth1
            """;

        var document = NetworkFixture.Parse(Text).EnsureValid();

        Assert.Equal("eth1", document.Links![1].Name);
        Assert.True(document.Links[1].Up);
    }

    [Fact]
    public void Parse_keeps_every_entry_when_a_list_is_anchored_or_merged()
    {
        const string Text = """
            <<:
                hostnames:
                    - hostname: a
            links: &links
                - name: eth0
                  up: true
            """;

        var document = NetworkFixture.Parse(Text).EnsureValid();

        Assert.Equal("eth0", Assert.Single(document.Links!).Name);
        Assert.Equal("a", Assert.Single(document.Hostnames!).Hostname);
    }

    [Fact]
    public void EnsureValid_reports_all_errors_at_once_when_there_are_several()
    {
        const string Text = """
            addresses:
                - address: 10.0.0.300/24
                  linkName: eth0
                  family: init6
            hostnames:
                - hostname: a
                - hostname: b
            """;

        var error = Assert.Throws<InvalidInputException>(() => NetworkFixture.Parse(Text).EnsureValid());

        Assert.Equal("IMG2520", error.Code);
        Assert.Equal(
            """
            the network document is not valid:
              network.yaml:2:16: addresses[0].address: "10.0.0.300/24" is no address with prefix length: "10.0.0.300" is no IP address. Write for example 10.0.0.201/8 or 2001:db8::1/64.
              network.yaml:4:15: addresses[0].family: "init6" is not known. Did you mean "inet6"?
              network.yaml:7:17: hostnames[1].hostname: hostnames[0] is in layer platform too, and the OS keeps one of them: keep one.
            Mend it, or skip the check with --no-meta-validation.
            """,
            error.Message);
    }

    [Theory]
    [InlineData("", "1:1: the document is empty")]
    [InlineData("# only a comment\n", "1:1: the document is empty")]
    [InlineData("- a\n", "1:1: a network document is a mapping with sections such as addresses and links, not a list")]
    [InlineData("text", "1:1: a network document is a mapping with sections such as addresses and links, not \"text\"")]
    [InlineData("links: [", "this is neither YAML nor JSON")]
    [InlineData("links: *nothing", "1:8: this is neither YAML nor JSON: alias \"*nothing\" has no anchor before it")]
    [InlineData("? [a]\n: b\n", "this is neither YAML nor JSON: a key must be plain text")]
    public void Parse_says_so_when_the_text_is_no_network_document(string text, string expected)
    {
        var result = NetworkFixture.Parse(text);

        Assert.Null(result.Document);
        Assert.False(result.IsValid);
        Assert.Contains(expected, Assert.Single(result.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_refuses_when_aliases_would_explode()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(
            Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Contains("aliases stand for more than 1000000 nodes", Assert.Single(NetworkFixture.Problems(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Parse_refuses_when_the_text_nests_too_deep(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.Contains("nested deeper than 64 levels", Assert.Single(NetworkFixture.Problems("links: " + text)), StringComparison.Ordinal);
    }

    [Fact]
    public void ToYaml_writes_text_that_another_yaml_reader_takes_for_text_when_it_looks_like_something_else()
    {
        string[] texts = ["123", "0x1f", "1e3", "true", "No", "null", "~", "2001-01-01", "a: b", "a #b", "- a", "'q'", "\"q\"", "ü", "a\nb", " a ", "*a"];
        var document = new NetworkDocument
        {
            Metadata = new PlatformMetadata { Tags = texts.ToDictionary(text => text, text => text, StringComparer.Ordinal) },
        };

        var yaml = new YamlDotNet.Serialization.DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build()
            .Deserialize<Dictionary<string, Dictionary<string, Dictionary<object, object>>>>(document.ToYaml());

        Assert.All(yaml["metadata"]["tags"], tag => Assert.Equal(tag.Key, Assert.IsType<string>(tag.Value)));
        Assert.Equal(texts.Order(StringComparer.Ordinal), yaml["metadata"]["tags"].Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(document.ToYaml(), NetworkFixture.Parse(document.ToYaml()).EnsureValid().ToYaml());
    }

    [Fact]
    public void Parse_gives_back_the_text_when_any_text_was_written()
    {
        var texts = ArbMap.Default.GeneratorFor<string>()
            .Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? string.Empty)))
            .Where(text => text.Length > 0);

        Prop.ForAll(
                texts.ToArbitrary(),
                text =>
                {
                    var yaml = new NetworkDocument { Metadata = new PlatformMetadata { Region = text } }.ToYaml();
                    return NetworkFixture.Parse(yaml).EnsureValid().Metadata!.Region == text;
                })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_reads_what_a_json_writer_made_when_it_escapes_everything()
    {
        var json = new JsonObject { ["metadata"] = new JsonObject { ["region"] = "é \"x\" \\ / \t <&>" } }.ToJsonString();

        Assert.Equal("é \"x\" \\ / \t <&>", NetworkFixture.Parse(json).EnsureValid().Metadata!.Region);
    }
}
