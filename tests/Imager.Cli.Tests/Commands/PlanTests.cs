using System.Text.Json;
using Imager.Cli.Tests.Support;

namespace Imager.Cli.Tests.Commands;

public sealed class PlanTests
{
    private static readonly string[] Representative =
    [
        "metal --arch amd64", "metal --arch arm64", "metal-4k --arch amd64", "iso --arch amd64", "iso --arch arm64 --target-version 1.9",
        "metal --arch arm64 --target-version 1.6 --board rpi_generic", "rock64 --arch arm64 --target-version v1.6.7",
        "gcp azure vmware alibabacloud --arch amd64", "secureboot-metal --arch amd64", "metal-uki --arch amd64", "installer --arch amd64",
        "metal --output-kind kernel --arch amd64", "iso --output-kind initramfs --arch amd64", "aws --output-kind cmdline --arch arm64",
        "metal --arch amd64 --target-version 1.7 --image-disk-size 8GiB", "iso --arch amd64 --target-version 1.6.2 --meta 0xc=text",
        "metal --arch amd64 --system-extension-image x/y:1 --overlay-name rpi --embedded-config-path {file} --image-cache ./cache",
        "metal --arch amd64 --extra-kernel-arg -pti --extra-kernel-arg console=ttyS1",
        "metal --arch amd64 --insecure --base-installer-image x/y:1 --pcr-signer-address unix:///s",
    ];

    [Fact]
    public void Plans_as_text() => Verified.Matches(string.Concat(Representative.Select(Show)));

    [Fact]
    public void Plan_as_json() => Verified.Matches(RecordingHost.Run("metal", "iso", "--arch", "amd64", "--plan", "--json").Output);

    [Fact]
    public void Plan_of_several_profiles_is_one_json_array()
    {
        var result = RecordingHost.Run("metal", "aws", "gcp", "--arch", "amd64", "--plan", "--json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["metal-amd64.raw.zst", "aws-amd64.raw.zst", "gcp-amd64.raw.tar.gz"],
            json.RootElement.EnumerateArray().Select(plan => plan.GetProperty("fileName").GetString()));
    }

    [Fact]
    public void Plan_reads_documents_from_input_files_and_folders()
    {
        using var folder = new TempFolder();
        folder.Folder("d");
        folder.Write("d/a.yaml", "baseProfileName: aws\narch: amd64\n");
        folder.Write("d/b.yml", "baseProfileName: gcp\narch: amd64\n");
        folder.Write("c.yaml", "baseProfileName: iso\narch: arm64\n");
        using var host = new RecordingHost { Input = "baseProfileName: metal\narch: arm64\n" };

        var result = host.RunHere(["-", folder.PathOf("d"), folder.PathOf("c.yaml"), "--plan"]);

        Assert.Equal(
            ["metal-arm64.raw.zst", "aws-amd64.raw.zst", "gcp-amd64.raw.tar.gz", "metal-arm64.iso"],
            result.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' '));
    }

    [Fact]
    public void Plan_reports_every_mistake_of_a_document_with_its_place()
    {
        using var host = new RecordingHost { Input = "baseProfileName: metal\narhc: amd64\noutput:\n  kind: isoo\n" };

        var result = host.RunHere(["-", "--plan"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("<stdin>:2:1: unknown key \"arhc\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean \"arch\"?", result.Error, StringComparison.Ordinal);
        Assert.Contains("<stdin>:4:9: output.kind is \"isoo\"", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lenient_plan_warns_about_unknown_keys()
    {
        using var host = new RecordingHost { Input = "baseProfileName: metal\narch: amd64\nfoo: bar\n" };

        var result = host.RunHere(["-", "--plan", "--lenient"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning: IMG2403 <stdin>:3:1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Standard_input_named_twice_is_an_error()
    {
        using var host = new RecordingHost { Input = "baseProfileName: metal\narch: amd64\n" };

        var result = host.RunHere(["-", "-", "--plan"]);

        Assert.StartsWith("imager: IMG2743 ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_command_line_is_warned_about()
    {
        var result = RecordingHost.Run("iso", "--arch", "amd64", "--plan", "--extra-kernel-arg", $"x={new string('y', 2100)}");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("imager: warning: IMG248", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Meta_values_that_the_partition_cannot_hold_are_refused_before_any_work()
    {
        using var folder = new TempFolder();
        var big = folder.Write("big", new string('x', 262_080));

        var fits = RecordingHost.Run("metal", "--arch", "amd64", "--target-version", "1.9", "--meta", $"0xc=@{big}", "--plan");
        var tooBig = RecordingHost.Run("metal", "--arch", "amd64", "--meta", $"0xc=@{big}", "--plan");

        Assert.Equal(0, fits.ExitCode);
        Assert.StartsWith("imager: IMG2744 the META values take 262105 bytes", tooBig.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_document_in_json_is_checked_unless_told_otherwise()
    {
        const string Wrong = "0xa={\"addresses\":[{\"address\":\"1.2.3.4/99\",\"linkName\":\"eth0\",\"family\":\"inet4\"}]}";

        var found = RecordingHost.Run("metal", "--arch", "amd64", "--meta", Wrong, "--plan");
        var skipped = RecordingHost.Run("metal", "--arch", "amd64", "--meta", Wrong, "--plan", "--no-meta-validation");

        Assert.Equal((2, 0), (found.ExitCode, skipped.ExitCode));
        Assert.Contains("META 0xa:1:26: addresses[0].address: \"1.2.3.4/99\"", found.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_url_becomes_kernel_arguments_and_a_secret_is_warned_about()
    {
        var result = RecordingHost.Run(
            "metal", "--arch", "amd64", "--plan", "--config-url", "https://example.org/c?u=${uuid}", "--config-oauth-client-id", "id",
            "--config-oauth-client-secret", "hidden");

        Assert.Contains(" talos.config=https://example.org/c?u=${uuid} ", result.Output, StringComparison.Ordinal);
        Assert.Contains("can read this secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbose_plan_prints_the_effective_profile_on_standard_error()
    {
        var result = RecordingHost.Run("metal", "--arch", "amd64", "--plan", "--verbose");

        Assert.StartsWith("profile ready:\narch: amd64\nplatform: metal\n", result.Error, StringComparison.Ordinal);
    }

    private static string Show(string line)
    {
        using var folder = new TempFolder();
        var words = line.Replace("{file}", folder.Write("config.yaml", "version: v1alpha1\n"), StringComparison.Ordinal).Split(' ');
        var result = RecordingHost.Run([.. words, "--plan"]);
        return $"$ imager {line} --plan\n{result.Error}{result.Output}\n";
    }
}
