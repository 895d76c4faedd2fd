using System.Text;
using System.Text.Json;
using Imager.Cli.Tests.Support;
using Imager.Formats.Extents;
using Imager.Formats.Meta;

namespace Imager.Cli.Tests.Commands;

public sealed class MetaCommandTests : IDisposable
{
    private const string Network = "addresses:\n  - address: 10.0.0.2/24\n    linkName: eth0\n    family: inet4\n";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Encode_gives_the_recorded_text() =>
        Assert.Equal(new CliResult(0, "MHhhPWZvbzsweGI9YmFy\n", string.Empty), RecordingHost.Run("meta", "encode", "0xa=foo", "0xb=bar"));

    [Theory]
    [InlineData("10")]
    [InlineData("0xA")]
    [InlineData("0o12")]
    [InlineData("012")]
    [InlineData("0b1010")]
    public void Encode_takes_every_form_of_a_key(string key) =>
        Assert.Equal("MHhhPWZvbw==\n", RecordingHost.Run("meta", "encode", $"{key}=foo").Output);

    [Fact]
    public void Encode_compresses_from_1_6_3_on()
    {
        var value = $"0xc={new string('x', 400)}";

        var old = RecordingHost.Run("meta", "encode", value, "--target-version", "1.6.2").Output;
        var current = RecordingHost.Run("meta", "encode", value, "--target-version", "1.6.3").Output;

        Assert.StartsWith("MHhjPXh4", old, StringComparison.Ordinal);
        Assert.StartsWith("H4sIAAAAAAAC/", current, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_reads_a_whole_command_line_from_standard_input()
    {
        var argument = RecordingHost.Run("meta", "encode", "0xc=text", "--kernel-arg").Output.TrimEnd();
        using var host = new RecordingHost { Input = $"console=tty0 {argument} quiet\n" };

        var result = host.RunHere(["meta", "decode", "-"]);

        Assert.Equal("text: 1 value(s)\n0xc UserReserved1, 4 bytes\n  text\n", result.Output);
    }

    [Fact]
    public void Set_show_and_delete_change_a_dump_in_place()
    {
        var dump = Dump((0xc, "old"));

        var set = RecordingHost.Run("meta", "set", dump, $"0xa=@{folder.Write("network.yaml", Network)}", "0xc=new", "--delete", "UserReserved2");
        var value = ShowKey(dump, "MetalNetworkPlatformConfig");
        var delete = RecordingHost.Run("meta", "set", dump, "--delete", "0xa");

        Assert.Equal((0, 0, Network), (set.ExitCode, delete.ExitCode, value));
        Assert.Equal("META partition dump: 1 value(s)\n0xc UserReserved1, 3 bytes\n  new\n", RecordingHost.Run("meta", "show", dump).Output);
        Assert.Equal(AdvPartition.SizeBytes, new FileInfo(dump).Length);
    }

    [Fact]
    public void Set_refuses_a_wrong_network_document_and_changes_nothing()
    {
        var dump = Dump((0xc, "old"));
        var before = File.ReadAllBytes(dump);

        var refused = RecordingHost.Run("meta", "set", dump, "0xa=links: 5");
        var after = File.ReadAllBytes(dump);
        var forced = RecordingHost.Run("meta", "set", dump, "0xa=links: 5", "--no-meta-validation");

        Assert.Equal((2, 0), (refused.ExitCode, forced.ExitCode));
        Assert.Equal(before, after);
        Assert.NotEqual(before, File.ReadAllBytes(dump));
    }

    [Fact]
    public void Show_as_json_holds_bytes_that_are_no_text()
    {
        var path = folder.PathOf("dump");
        Write(path, AdvPartition.Create([(0x40, [0, 1, 0xFF])]));

        using var json = JsonDocument.Parse(RecordingHost.Run("meta", "show", path, "--json").Output);

        var value = json.RootElement.GetProperty("values")[0];
        Assert.Equal((0x40, "AAH/"), (value.GetProperty("key").GetInt32(), value.GetProperty("base64").GetString()));
        Assert.False(value.TryGetProperty("value", out _));
    }

    [Fact]
    public void Show_of_a_value_that_is_not_there_says_so() =>
        Assert.StartsWith("imager: IMG2731 ", RecordingHost.Run("meta", "show", Dump((0xc, "x")), "--key", "0xd").Error, StringComparison.Ordinal);

    [Fact]
    public void Network_document_is_made_from_machine_configuration_and_checks()
    {
        var machine = folder.Write(
            "machine.yaml", "machine:\n  network:\n    hostname: node1\n    interfaces:\n      - interface: eth0\n        addresses: [10.0.0.2/24]\n");

        var made = RecordingHost.Run("meta", "network", "--from-machine-config", machine);
        var check = RecordingHost.Run("meta", "network", "--check", folder.Write("made.yaml", made.Output));

        Assert.Contains("address: 10.0.0.2/24", made.Output, StringComparison.Ordinal);
        Assert.Equal(new CliResult(0, string.Empty, string.Empty), check);
    }

    [Fact]
    public void Network_document_from_standard_input_is_checked()
    {
        using var host = new RecordingHost { Input = "{\"addresses\": [{\"address\": \"x\"}]}" };

        var result = host.RunHere(["meta", "network", "--check", "-"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("-:1:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_arguments_are_made_from_machine_configuration()
    {
        var machine = folder.Write(
            "machine.yaml",
            "machine:\n  network:\n    interfaces:\n      - interface: eth0\n        addresses: [10.0.0.2/24]\n        routes:\n"
            + "          - {network: 0.0.0.0/0, gateway: 10.0.0.1}\n");

        var result = RecordingHost.Run("cmdline", "network", "--from-machine-config", machine);

        Assert.Equal((0, "ip=10.0.0.2::10.0.0.1:255.255.255.0::eth0:off\n"), (result.ExitCode, result.Output.Replace(":none", ":off", StringComparison.Ordinal)));
    }

    [Fact]
    public void Configuration_url_argument_is_checked()
    {
        var good = RecordingHost.Run("cmdline", "config", "--config-url", "https://example.org/${uuid}");
        var bad = RecordingHost.Run("cmdline", "config", "--config-url", "not a url");

        Assert.Equal("talos.config=https://example.org/${uuid}\n", good.Output);
        Assert.Equal(2, bad.ExitCode);
    }

    private static string ShowKey(string image, string key)
    {
        using var host = new RecordingHost();
        host.RunHere(["meta", "show", image, "--key", key]);
        return Encoding.UTF8.GetString(host.BinaryOutput);
    }

    private string Dump(params (byte Key, string Value)[] values)
    {
        var path = folder.PathOf("dump");
        Write(path, AdvPartition.Create([.. values.Select(value => (value.Key, Encoding.UTF8.GetBytes(value.Value)))]));
        return path;
    }

    private static void Write(string path, ExtentMap map)
    {
        var bytes = new byte[map.LengthBytes];
        map.ReadExactly(0, bytes);
        File.WriteAllBytes(path, bytes);
    }
}
