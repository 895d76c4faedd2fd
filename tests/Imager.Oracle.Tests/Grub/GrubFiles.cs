using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Grub;

/// <summary>What Debian's grub packages install, and images made from it.</summary>
internal static class GrubFiles
{
    public const string BiosBootImage = "/usr/lib/grub/i386-pc/boot.img";
    public const string EfiModules = "/usr/lib/grub/x86_64-efi";

    /// <summary>OVMF in one file, code and variables.</summary>
    public const string Ovmf = "/usr/share/ovmf/OVMF.fd";

    /// <summary>A newc archive that holds nothing but its trailer.</summary>
    public static byte[] EmptyCpio { get; } = System.Text.Encoding.ASCII.GetBytes(
        "070701" + string.Concat(Enumerable.Repeat("00000000", 11)) + "0000000B" + "00000000" + "TRAILER!!!\0\0\0\0");

    /// <summary>A grub.cfg that says over the serial line what was booted, and powers off.</summary>
    public static string ReportMenu(string marker) =>
        $"""
        serial --unit=0 --speed=115200
        terminal_output serial
        echo "{marker} root=$root prefix=$prefix"
        halt

        """;

    /// <summary>Boots in QEMU until the machine powers off and returns what came over the serial line.</summary>
    public static string Boot(TempArtifact folder, params string[] arguments)
    {
        var serial = folder.PathOf("serial.log");
        var result = Tool.Run("timeout", [
            "-s", "KILL", "150", "qemu-system-x86_64", "-machine", "pc", "-accel", "tcg", "-cpu", "qemu64", "-m", "768",
            "-display", "none", "-no-reboot", "-nic", "none", "-serial", $"file:{serial}", .. arguments]);
        return $"exit code {result.ExitCode} {result.Error}\n{File.ReadAllText(serial)}";
    }

    /// <summary>A FAT file system with GRUB in the place where every UEFI looks.</summary>
    public static ExtentMap Esp(TempArtifact folder, GrubRecipe recipe, long mebibytes)
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/BOOT/BOOTX64.EFI", new MemorySource(File.ReadAllBytes(recipe.Make(folder))));
        return FatFileSystem.Create(
            new FatOptions { Size = ByteSize.FromMiB(mebibytes), Label = "EFI", Epoch = SourceDateEpoch.Default }, tree.Build());
    }
}
