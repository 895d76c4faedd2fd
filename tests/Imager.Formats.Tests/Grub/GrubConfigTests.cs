using Imager.Core;
using Imager.Formats.Grub;

namespace Imager.Formats.Tests.Grub;

public sealed class GrubConfigTests
{
    private static readonly GrubConfigOptions Options = new("Test", "v0.0.1", "cmdline A", true);

    [Fact]
    public void ForDisk_writes_the_expected_bytes_when_it_has_a_reset_entry()
    {
        const string Expected = """
            set default="A - Test v0.0.1"

            set timeout=3

            insmod all_video

            terminal_input console
            terminal_output console

            menuentry "A - Test v0.0.1" {
              set gfxmode=auto
              set gfxpayload=text
              linux /A/vmlinuz cmdline A
              initrd /A/initramfs.xz
            }
            menuentry "Reset Test installation and return to maintenance mode" {
              set gfxmode=auto
              set gfxpayload=text
              linux /A/vmlinuz cmdline A talos.experimental.wipe=system:EPHEMERAL,STATE
              initrd /A/initramfs.xz
            }

            """;

        Assert.Equal(Expected, GrubConfig.ForDisk(Options));
    }

    [Fact]
    public void ForDisk_has_the_size_of_the_peers_golden_file()
    {
        // The peer's test data names the product "Talos" in the reset title whatever the entry is called.
        var text = GrubConfig.ForDisk(Options);

        Assert.Equal(453, text.Replace("Reset Test", "Reset Talos", StringComparison.Ordinal).Length);
    }

    [Fact]
    public void ForDisk_ends_after_the_first_entry_when_it_has_no_reset_entry()
    {
        var text = GrubConfig.ForDisk(Options with { HasResetEntry = false });

        Assert.EndsWith("initrd /A/initramfs.xz\n}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("wipe", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ForIso_writes_the_expected_bytes()
    {
        const string Expected =
            "set default=0\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n"
            + "menuentry \"Talos ISO\" {\n\tset gfxmode=auto\n\tset gfxpayload=text\n"
            + "\tlinux /boot/vmlinuz console=tty0\n\tinitrd /boot/initramfs.xz\n}\n\n";

        var options = new GrubConfigOptions("Talos", "v1.10.0", "console=tty0", false);

        Assert.Equal(Expected, GrubConfig.ForIso(options));
        Assert.Equal(
            Expected
            + "menuentry \"Reset Talos installation\" {\n\tset gfxmode=auto\n\tset gfxpayload=text\n"
            + "\tlinux /boot/vmlinuz console=tty0 talos.experimental.wipe=system\n\tinitrd /boot/initramfs.xz\n}\n",
            GrubConfig.ForIso(options with { HasResetEntry = true }));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("console=ttyS0 quiet", "console=ttyS0 quiet")]
    [InlineData("talos.config=http://x/?a=b&c=${uuid}", @"talos.config=http://x/?a=b\&c=\$\{uuid\}")]
    [InlineData(@"a\b", @"a\\b")]
    [InlineData("a|b;c<d>e", @"a\|b\;c\<d\>e")]
    [InlineData("dyndbg=\"file x +p\"", "dyndbg=\\\"file x +p\\\"")]
    [InlineData("it's", @"it\'s")]
    [InlineData("a=#1 #x", @"a=#1 \#x")]
    [InlineData("#x", @"\#x")]
    public void Quote_escapes_what_grub_would_interpret(string commandLine, string expected) =>
        Assert.Equal(expected, GrubConfig.Quote(commandLine));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void Quote_refuses_control_characters(string commandLine) =>
        Assert.Equal("IMG2336", Assert.Throws<InvalidInputException>(() => GrubConfig.Quote(commandLine)).Code);

    [Fact]
    public void ForDisk_refuses_a_version_that_would_end_the_title() =>
        Assert.Equal(
            "IMG2337", Assert.Throws<InvalidInputException>(() => GrubConfig.ForDisk(Options with { Version = "v\"1" })).Code);
}
