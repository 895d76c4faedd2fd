using System.Diagnostics;
using System.Text.Json.Nodes;
using Imager.Profiles.MachineConfig;
using Imager.Profiles.Meta;
using Imager.Profiles.Network;
using Imager.Profiles.Tests.Network;

namespace Imager.Profiles.Tests.Meta;

/// <summary>Programs we did not write read what we wrote: base64 and gzip, and PyYAML.</summary>
[Trait("Category", "Oracle")]
public sealed class MetaOracleTests
{
    [Fact]
    public void Gzip_unpacks_the_encoded_document_when_it_travels_on_the_command_line()
    {
        var text = NetworkFixture.Text(NetworkFixture.LongExample);
        var encoded = InstallerMetaEncoding.Encode([new MetaValue(10, text), new MetaValue(12, "x")], allowGzip: true);

        if (Run("sh", ["-c", "base64 -d | gzip -dc"], encoded) is { } unpacked)
        {
            Assert.Equal($"0xa={text};0xc=x", unpacked);
        }
    }

    [Theory]
    [InlineData(NetworkFixture.LongExample)]
    [InlineData("whole-schema.yaml")]
    [InlineData("machine-everything.document.yaml")]
    public void PyYaml_reads_the_same_document_when_we_wrote_it(string name)
    {
        var document = NetworkFixture.Parse(NetworkFixture.Text(name)).EnsureValid();

        if (PyYaml(document.ToYaml()) is { } json)
        {
            Assert.Equal(document.ToYaml(), NetworkFixture.Parse(json).EnsureValid().ToYaml());
        }
    }

    [Fact]
    public void PyYaml_reads_text_as_text_when_it_looks_like_something_else()
    {
        string[] texts = ["12:30:45", "1_000", "0o17", "017", "1e3", ".5", "+1", "2001-01-01", "=", "<<", "y", "NO", "off", "!x", "%x", "@x", "`x", "a\u0085b", "\u2028", "😀"];
        var document = new NetworkDocument
        {
            Metadata = new PlatformMetadata { Tags = texts.Select((text, i) => (text, i)).ToDictionary(tag => $"t{tag.i}", tag => tag.text) },
        };

        if (PyYaml(document.ToYaml()) is { } json)
        {
            var tags = JsonNode.Parse(json)!["metadata"]!["tags"]!;
            Assert.Equal(texts, texts.Select((_, i) => tags[$"t{i}"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void PyYaml_reads_the_conversion_when_the_machine_configuration_was_converted()
    {
        var document = MachineNetworkConverter.ToNetworkDocument(NetworkFixture.Text("chapter1-03.yaml"), "machine.yaml").EnsureValid();

        if (PyYaml(document.ToYaml()) is { } json)
        {
            var bond = JsonNode.Parse(json)!["links"]![0]!;
            Assert.Equal("802.3ad", bond["bondMaster"]!["mode"]!.GetValue<string>());
            Assert.Equal(200, bond["bondMaster"]!["updelay"]!.GetValue<int>());
            Assert.True(bond["logical"]!.GetValue<bool>());
        }
    }

    private static string? PyYaml(string yaml) =>
        Run("python3", ["-c", "import json,sys,yaml; json.dump(yaml.safe_load(sys.stdin.buffer.read()), sys.stdout)"], yaml);

    /// <summary>What the program printed; null where it is not installed and oracles are not required.</summary>
    private static string? Run(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return output;
            }

            Assert.True(!IsRequired, $"{program} failed: {process.StandardError.ReadToEnd()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Assert.True(!IsRequired, $"{program} is not installed: {e.Message}");
        }

        Console.WriteLine($"skipped: {program} cannot be run here");
        return null;
    }

    private static bool IsRequired => Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES") == "1";
}
