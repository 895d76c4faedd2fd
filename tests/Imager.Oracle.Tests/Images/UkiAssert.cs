using Imager.Oracle.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Images;

/// <summary>binutils as the judge of a UKI.</summary>
internal static class UkiAssert
{
    /// <summary>Fails unless kernel, initramfs and command line come out of the UKI as they went in.</summary>
    public static void Holds(TempArtifact folder, string uki, string commandLine, string architecture)
    {
        // binutils of an amd64 machine does not know PE programs for arm64.
        if (architecture != "amd64")
        {
            return;
        }

        var listing = Tool.Run("objdump", "-h", uki);
        Assert.Equal(0, listing.ExitCode);
        Assert.Empty(listing.Error);
        Assert.All(
            [".osrel", ".cmdline", ".linux", ".initrd"],
            name => Assert.Contains(name, listing.Output, StringComparison.Ordinal));
        Tool.RunChecked(
            "objcopy", $"--dump-section=.linux={folder.PathOf("linux")}", $"--dump-section=.initrd={folder.PathOf("initrd")}",
            $"--dump-section=.cmdline={folder.PathOf("cmdline")}", uki, folder.PathOf("rest"));
        Tool.RunChecked("cmp", SmallAssets.Kernel(architecture), folder.PathOf("linux"));
        Tool.RunChecked("cmp", SmallAssets.Initramfs(architecture), folder.PathOf("initrd"));
        Assert.Equal(commandLine, File.ReadAllText(folder.PathOf("cmdline")).TrimEnd('\0'));
    }
}
