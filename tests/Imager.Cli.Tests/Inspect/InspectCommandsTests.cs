using System.Text;
using System.Text.Json;
using Imager.Artifacts;
using Imager.Formats.Extents;
using Imager.Tests.Inspect;
using Imager.Tests.Support;

namespace Imager.Cli.Tests.Inspect;

/// <summary>The commands inspect, extract and convert as a person types them.</summary>
public sealed class InspectCommandsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingHost host;

    public InspectCommandsTests()
    {
        host = new RecordingHost(new Dictionary<string, string> { ["TMPDIR"] = folder.Path });
        Write("disk.raw", InspectSamples.Disk(hasBoot: true));
    }

    [Fact]
    public async Task Inspect_prints_a_tree()
    {
        Assert.Equal(0, await Run("inspect", "disk.raw"));

        Assert.StartsWith("disk.raw  314 MiB\n  disk  314 MiB\n    table: GPT\n", host.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("command line: talos.platform=metal console=ttyS0\n", host.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_prints_the_same_as_json()
    {
        Assert.Equal(0, await Run("inspect", "disk.raw", "--json", "--digest"));

        using var json = JsonDocument.Parse(host.Out.ToString()!);
        var disk = json.RootElement.GetProperty("children")[0];
        var efi = disk.GetProperty("children")[0];
        Assert.Equal("image-file", json.RootElement.GetProperty("kind").GetString());
        Assert.Equal(64, json.RootElement.GetProperty("sha256").GetString()!.Length);
        Assert.Equal(512, disk.GetProperty("sectorBytes").GetInt64());
        Assert.Equal("EFI", efi.GetProperty("name").GetString());
        Assert.Equal(2048, efi.GetProperty("firstLba").GetInt64());
        Assert.Equal(4 << 20, efi.GetProperty("sizeBytes").GetInt64());
        Assert.Equal("1234-ABCD", efi.GetProperty("children")[0].GetProperty("serial").GetString());
    }

    [Fact]
    public async Task Inspect_unpacks_into_the_scratch_folder_and_leaves_nothing()
    {
        await Run("convert", "disk.raw", "disk.qcow2.zst");
        Directory.CreateDirectory(folder.File("scratch"));

        Assert.Equal(0, await Run("inspect", "disk.qcow2.zst", "--scratch", folder.File("scratch")));

        Assert.Empty(Directory.GetFileSystemEntries(folder.File("scratch")));
        Assert.Equal(["disk.qcow2.zst", "disk.raw", "scratch"], Entries());
    }

    [Fact]
    public async Task Inspect_stops_at_the_size_that_a_user_gives()
    {
        await Run("convert", "disk.raw", "disk.raw.zst");

        Assert.Equal(2, await Run("inspect", "disk.raw.zst", "--max-size", "100MiB"));

        Assert.Contains("IMG2800 the unpacked content exceeds 100 MiB", host.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.raw", 6, "IMG6001")]
    [InlineData("", 6, "IMG6001")]
    public async Task Inspect_names_a_file_that_cannot_be_read(string name, int exitCode, string code)
    {
        Assert.Equal(exitCode, await Run("inspect", name));

        Assert.Contains(code, host.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_writes_to_standard_output_a_file_or_a_folder()
    {
        Assert.Equal(0, await Run("extract", "disk.raw", "EFI:/EFI/Linux/Talos-v1.15.0.efi#.cmdline"));
        Assert.Equal(0, await Run("extract", "disk.raw", "META:0xa", "--output", folder.File("network.yaml")));
        Assert.Equal(0, await Run("extract", "disk.raw", "BOOT:/A/vmlinuz", "--output", folder.Path));
        Assert.Equal(0, await Run("extract", "disk.raw", "BOOT:/", "--output", folder.File("boot")));

        Assert.Equal(InspectSamples.CommandLine, Encoding.UTF8.GetString(host.Bytes));
        Assert.Equal(InspectSamples.NetworkDocument, File.ReadAllText(folder.File("network.yaml")));
        Assert.Equal(InspectSamples.Kernel, File.ReadAllBytes(folder.File("vmlinuz")));
        Assert.Equal("set timeout=3\n", File.ReadAllText(folder.File("boot/grub/grub.cfg")));
        Assert.Contains("not extracted: outside", host.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_says_what_comes_closest()
    {
        Assert.Equal(2, await Run("extract", "disk.raw", "BOOT:/A/vmlinux"));

        Assert.Contains("Did you mean \"vmlinuz\"?", host.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_says_what_it_wrote()
    {
        Assert.Equal(0, await Run("convert", "disk.raw", "disk.qcow2", "--cluster-size", "4KiB"));

        Assert.Matches(@"disk\.qcow2: qcow2, \d+ KiB, disk 314 MiB with \d+ KiB of payload", host.Error.ToString()!);
    }

    [Theory]
    [InlineData("disk.tgz", "IMG2831")]
    [InlineData("disk.ova.zst", "IMG3404")]
    public async Task Convert_refuses_names_before_any_work(string name, string code)
    {
        Assert.NotEqual(0, await Run("convert", "disk.raw", name));

        Assert.Contains(code, host.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["disk.raw"], Entries());
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("extract")]
    [InlineData("convert")]
    public async Task Help_names_every_option(string command)
    {
        Assert.Equal(0, await ImagerCommand.RunAsync([command, "--help"], host, CancellationToken.None));

        Assert.Contains("--scratch", host.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("--max-size", host.Out.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        host.Dispose();
        folder.Dispose();
    }

    private IEnumerable<string?> Entries() =>
        Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private void Write(string name, ExtentMap map) => ArtifactWriter.Write(
        folder.File(name), file => SparseFileWriter.Write(map, file, CancellationToken.None), CancellationToken.None);

    /// <summary>Runs a command; the words behind it that are file names lie in the test's folder.</summary>
    private Task<int> Run(string command, string file, params string[] rest)
    {
        var words = command == "convert" ? [folder.File(rest[0]), .. rest[1..]] : rest;
        return ImagerCommand.RunAsync([command, folder.File(file), .. words], host, CancellationToken.None);
    }
}
