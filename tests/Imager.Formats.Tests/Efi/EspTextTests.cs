using Imager.Core;
using Imager.Formats.Efi;

namespace Imager.Formats.Tests.Efi;

public class EspTextTests
{
    [Fact]
    public void OsRelease_writes_the_peers_eight_lines()
    {
        Assert.Equal(
            "NAME=\"Talos\"\nID=talos\nVERSION_ID=v1.6.7\nPRETTY_NAME=\"Talos (v1.6.7)\"\nHOME_URL=\"https://www.talos.dev/\"\n"
            + "BUG_REPORT_URL=\"https://github.com/siderolabs/talos/issues\"\nVENDOR_NAME=\"Sidero Labs\"\n"
            + "VENDOR_URL=\"https://www.siderolabs.com/\"\n",
            new OsRelease { Name = "Talos", Version = "v1.6.7" }.ToText());
    }

    [Fact]
    public void OsRelease_makes_ids_without_spaces_and_quotes_what_a_shell_would_read()
    {
        var text = new OsRelease { Name = "My $\"OS\"", Version = "1 beta" }.ToText();

        Assert.Contains("NAME=\"My \\$\\\"OS\\\"\"\nID=\"my_\\$\\\"os\\\"\"\nVERSION_ID=\"1 beta\"\n", text, StringComparison.Ordinal);
        Assert.Equal("My $\"OS\"", OsRelease.ValueOf(text, "NAME"));
        Assert.Equal("1 beta", OsRelease.ValueOf(text, "VERSION_ID"));
        Assert.Null(OsRelease.ValueOf(text, "MISSING"));
    }

    [Fact]
    public void OsRelease_refuses_control_characters()
    {
        Assert.Equal("IMG2242", Assert.Throws<InvalidInputException>(() => new OsRelease { Name = "a\nb", Version = "1" }.ToText()).Code);
    }

    [Fact]
    public void LoaderConf_writes_the_peers_bytes()
    {
        Assert.Equal("# systemd-boot configuration\n\ntimeout 10\n", new LoaderConf().ToText());
        Assert.Equal(
            "# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll if-safe\n",
            new LoaderConf(SecureBootEnroll: "if-safe").ToText());
    }

    [Fact]
    public void EspPaths_follow_the_architecture()
    {
        Assert.Equal("EFI/BOOT/BOOTX64.EFI", EspPaths.RemovableLoader(Architecture.Amd64));
        Assert.Equal("EFI/BOOT/BOOTAA64.EFI", EspPaths.RemovableLoader(Architecture.Arm64));
        Assert.Equal("EFI/Linux/Talos-v1.10.0.efi", EspPaths.Uki("Talos", "v1.10.0"));
    }
}
