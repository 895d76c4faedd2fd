using Imager.Cli.Tests.Support;

namespace Imager.Cli.Tests.Commands;

/// <summary>What a person reads after a slip of the finger: one message, exit code 2, nothing on standard output.</summary>
public sealed class UsageErrorTests
{
    private static readonly string[] Lines =
    [
        "", "metall", "metal --plann", "metal --archh=arm64", "metal -x", "metal --arch", "metal --arch riscv64",
        "metal --threads 0", "metal --threads many", "metal --compression-level 99", "metal --json --tar-to-stdout",
        "metal --quiet --verbose", "metal metal --arch amd64", "profilez list", "profiles", "profiles lisst", "profiles show metl",
        "completion", "completion bassh",
        "inspect a b", "extract a", "meta", "meta encode", "meta show --jsn x", "meta network", "meta network --check a --from-machine-config b",
        "meta set disk.raw", "meta set disk.raw --delete 0", "cmdline config", "cmdline network",
        "metal --output-kind kernal", "metal --secureboot-enroll-keys maybe", "metal --bootloader grubb",
        "metal --pcr-signer-address tcp://signer", "metal --secureboot-signer-address unix://", "metal --overlay-option a=b",
        "metal --image-disk-size 1GiB", "metal --image-disk-size 5foo", "metal --image-disk-size 2GiB --arch amd64", "iso --image-disk-size 8GiB",
        "metal --board rpi_generic", "metal --board rpi_generic --target-version 1.6 --arch amd64", "metal --platform nope",
        "metal --meta b", "metal --meta 0=b", "metal --meta 256=b", "iso --meta 0xc=a;b", "metal --meta 0xa={\"links\":1}",
        "iso --output-kind kernel --extra-kernel-arg quiet", "installer --meta 0xc=x", "secureboot-metal --target-version 1.4",
        "metal --identity both", "metal --node-id x",
    ];

    public static TheoryData<string> Slips { get; } = [.. Lines];

    [Fact]
    public void Messages_of_common_slips() =>
        Verified.Matches(string.Concat(Lines.Select(slip => $"$ imager {slip}\n{RecordingHost.Run(Words(slip)).Error}\n")));

    [Theory]
    [MemberData(nameof(Slips))]
    public void Slip_ends_with_exit_code_2_and_one_message(string slip)
    {
        var result = RecordingHost.Run(Words(slip));

        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.StartsWith("imager: IMG2", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_unknown_options_are_named_together() =>
        Assert.Equal(
            "imager: IMG2736 unknown option \"--plann\". Did you mean \"--plan\"? unknown option \"--jsno\". Did you mean \"--json\"? "
            + "See imager --help.\n",
            RecordingHost.Run("metal", "--plann", "--jsno").Error);

    private static string[] Words(string line) => line.Length == 0 ? [] : line.Split(' ');
}
