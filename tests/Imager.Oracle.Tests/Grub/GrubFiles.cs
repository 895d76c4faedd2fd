using Imager.Formats.Grub;
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

    /// <summary>Runs grub-mkimage as a recipe says and returns the image's path.</summary>
    public static string Make(TempArtifact folder, GrubImageRecipe recipe)
    {
        var early = folder.Write(System.Text.Encoding.UTF8.GetBytes(recipe.EarlyConfig ?? string.Empty), "early.cfg");
        var output = folder.PathOf(recipe.FileName);
        var modules = $"/usr/lib/grub/{recipe.Format.Replace("-eltorito", string.Empty, StringComparison.Ordinal)}";
        Tool.RunChecked("grub-mkimage", [.. recipe.Arguments(output, modules, early)]);
        return output;
    }
}
