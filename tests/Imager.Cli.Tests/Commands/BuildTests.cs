using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Imager.Cli.Tests.Support;

namespace Imager.Cli.Tests.Commands;

/// <summary>Builds of the output kinds that need no real boot programs: any bytes do for kernel and initramfs.</summary>
public sealed class BuildTests : IDisposable
{
    private const string Kernel = "a kernel, as far as copying goes\n";

    private readonly TempFolder folder = new();

    public BuildTests()
    {
        folder.Write("vmlinuz-amd64", Kernel);
        folder.Write("initramfs-amd64.xz", "an initramfs\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Command_line_output_is_the_planned_line_without_a_line_end()
    {
        Build("iso", "--output-kind", "cmdline", "--target-version", "1.14.0");

        Assert.Equal(
            "talos.platform=metal console=tty0 slab_nomerge pti=on consoleblank=0 printk.devkmsg=on selinux=1 "
            + "module.sig_enforce=1 proc_mem.force_override=never",
            ReadResult("cmdline-metal-amd64"));
    }

    [Theory]
    [InlineData("kernel", "kernel-amd64", Kernel)]
    [InlineData("initramfs", "initramfs-metal-amd64.xz", "an initramfs\n")]
    public void Raw_kinds_are_the_inputs_themselves(string kind, string file, string content)
    {
        Build("iso", "--output-kind", kind);

        Assert.Equal(content, ReadResult(file));
    }

    [Fact]
    public void Kernel_of_a_packed_profile_stays_packed()
    {
        var result = Build("metal", "--output-kind", "kernel");

        Assert.Equal([0x28, 0xB5, 0x2F, 0xFD], File.ReadAllBytes(folder.PathOf("out/kernel-amd64.zst"))[..4]);
        Assert.Equal("building kernel-amd64.zst...\noutput asset path: " + folder.PathOf("out/kernel-amd64.zst") + "\n", result.Error);
    }

    [Fact]
    public void Json_reports_files_and_sizes()
    {
        var result = Build("iso", "--output-kind", "kernel", "--json", "--checksum", "--quiet");

        using var json = JsonDocument.Parse(result.Output);
        var report = json.RootElement[0];
        Assert.Equal((folder.PathOf("out/kernel-amd64"), Kernel.Length), (report.GetProperty("path").GetString(), report.GetProperty("sizeBytes").GetInt64()));
        Assert.Equal($"{report.GetProperty("sha256").GetString()}  kernel-amd64\n", ReadResult("kernel-amd64.sha256"));
        Assert.Equal(string.Empty, result.Error);
    }

    [Fact]
    public void Tar_to_standard_output_holds_the_results_of_this_run_alone()
    {
        Directory.CreateDirectory(folder.PathOf("out"));
        folder.Write("out/left-over", "not ours");
        using var host = new RecordingHost();

        host.RunHere(["iso", "--output-kind", "kernel", "--tar-to-stdout", .. Places()]);

        using var gzip = new GZipStream(new MemoryStream(host.BinaryOutput), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var entry = tar.GetNextEntry()!;
        Assert.Equal(("kernel-amd64", Kernel), (entry.Name, new StreamReader(entry.DataStream!).ReadToEnd()));
        Assert.Null(tar.GetNextEntry());
    }

    [Fact]
    public void Verbose_build_tells_the_seconds()
    {
        var result = Build("iso", "--output-kind", "kernel", "--verbose");

        Assert.Matches(@"\n\[ +\d+\.\d\ds\] building kernel-amd64\.\.\.\n", result.Error);
    }

    [Fact]
    public void Several_profiles_build_in_one_run()
    {
        Build("iso", "aws", "gcp", "--output-kind", "cmdline");

        Assert.Equal(
            ["cmdline-aws-amd64.zst", "cmdline-gcp-amd64.tar.gz", "cmdline-metal-amd64"],
            Directory.GetFiles(folder.PathOf("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Assets_folder_may_come_from_the_environment()
    {
        using var host = new RecordingHost();
        host.Environment["IMAGER_ASSETS"] = folder.Path;

        var result = host.RunHere(["iso", "--output-kind", "kernel", "--arch", "amd64", "--output", folder.PathOf("out")]);

        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("secureboot-iso", "secureboot")]
    public void Setting_that_is_not_built_yet_plans_and_does_not_build(string line, string setting)
    {
        var words = line.Split(' ');

        var plan = RecordingHost.Run([.. words, "--arch", "amd64", "--plan"]);
        var build = RecordingHost.Run([.. words, .. Places()]);

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains($"not built yet {setting}", plan.Output, StringComparison.Ordinal);
        Assert.Equal(3, build.ExitCode);
        Assert.Contains($"does not build yet: {setting}", build.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }

    [Fact]
    public void Missing_boot_file_is_exit_code_4()
    {
        File.Delete(folder.PathOf("vmlinuz-amd64"));

        var result = RecordingHost.Run(["iso", "--output-kind", "kernel", .. Places()]);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("IMG4001 the kernel for amd64 was not found", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreadable_file_is_exit_code_6()
    {
        var result = RecordingHost.Run("metal", "--plan", "--embedded-config-path", folder.PathOf("absent"));

        Assert.Equal(6, result.ExitCode);
        Assert.StartsWith("imager: IMG6004 cannot read the machine configuration", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelled_run_is_exit_code_130_and_leaves_nothing()
    {
        using var host = new RecordingHost();

        var result = host.RunHere(["iso", "--output-kind", "kernel", .. Places()], new CancellationToken(canceled: true));

        Assert.Equal(130, result.ExitCode);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }

    [Theory]
    [InlineData("--threads", "0")]
    [InlineData("--long-window", "28")]
    public void Compression_option_out_of_range_is_exit_code_2(string option, string value) =>
        Assert.Equal(2, RecordingHost.Run(["metal", "--output-kind", "kernel", option, value, .. Places()]).ExitCode);

    private CliResult Build(params string[] words)
    {
        var result = RecordingHost.Run([.. words, .. Places()]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private string[] Places() => ["--arch", "amd64", "--assets", folder.Path, "--output", folder.PathOf("out")];

    private string ReadResult(string name) => File.ReadAllText(folder.PathOf($"out/{name}"));
}
