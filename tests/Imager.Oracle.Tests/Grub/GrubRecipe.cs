using Imager.Oracle.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Grub;

/// <summary>One image of <c>build/Recipes/scripts/make-grub.sh</c>, made of the same lists with this machine's GRUB.</summary>
internal sealed record GrubRecipe(string Format, string Prefix, string OwnModules, bool IsForIsoAndEfi = false)
{
    private const string DiskPrefix = "(,gpt3)/grub", IsoPrefix = "/boot/grub";

    public static GrubRecipe BiosDisk { get; } = new("i386-pc", DiskPrefix, "modules-i386-pc.txt");

    public static GrubRecipe EfiDisk { get; } = new("x86_64-efi", DiskPrefix, "modules-x86_64-efi.txt");

    public static GrubRecipe BiosIso { get; } = new("i386-pc-eltorito", IsoPrefix, "modules-i386-pc.txt");

    public static GrubRecipe EfiIso { get; } = new("x86_64-efi", IsoPrefix, "modules-x86_64-efi.txt", IsForIsoAndEfi: true);

    private static string Recipes { get; } = Path.Combine(Repository.Root, "build", "Recipes", "grub");

    /// <summary>Runs grub-mkimage and returns the image's path.</summary>
    public string Make(TempArtifact folder)
    {
        var output = folder.PathOf($"{Format}-{(Prefix == IsoPrefix ? "iso" : "disk")}");
        string[] early = IsForIsoAndEfi ? ["-c", Path.Combine(Recipes, "iso-early.cfg")] : [];
        Tool.RunChecked("grub-mkimage", [
            "-O", Format, "-d", $"/usr/lib/grub/{Format.Replace("-eltorito", string.Empty, StringComparison.Ordinal)}",
            "-o", output, "-p", Prefix, .. early, .. Modules("modules-common.txt"), .. Modules(OwnModules)]);
        return output;
    }

    private static IEnumerable<string> Modules(string list) =>
        File.ReadLines(Path.Combine(Recipes, list))
            .SelectMany(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
