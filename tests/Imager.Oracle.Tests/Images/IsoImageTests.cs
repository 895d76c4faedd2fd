using System.Text.RegularExpressions;
using Imager.Oracle.Tests.Support;
using Imager.Tests.Assets;

namespace Imager.Oracle.Tests.Images;

/// <summary>Whole ISO images of every version and loader, read by xorriso, isoinfo, mtools and binutils.</summary>
[Trait("Category", "Oracle")]
public sealed partial class IsoImageTests
{
    /// <summary>Architecture, version, asked bootloader (empty: the version's own), has GRUB, has sd-boot.</summary>
    public static TheoryData<string, string, string, bool, bool> Isos => new()
    {
        { "amd64", "1.6.0", "", true, false },
        { "amd64", "1.7.0", "", true, false },
        { "amd64", "1.9.0", "", true, false },
        { "arm64", "1.9.0", "", true, false },
        { "amd64", "1.10.0", "", true, true },
        { "arm64", "1.10.0", "", true, true },
        { "amd64", "1.11.0", "", true, true },
        { "amd64", "1.15.0", "", true, true },
        { "amd64", "1.15.0", "grub", true, false },
        { "amd64", "1.15.0", "sd-boot", false, true },
        { "arm64", "1.15.0", "", false, true },
        { "arm64", "1.15.0", "grub", true, false },
    };

    [Theory]
    [MemberData(nameof(Isos))]
    public async Task Iso_is_sound_and_boots_where_it_should(
        string architecture, string version, string loader, bool hasGrub, bool hasSdBoot)
    {
        if (SmallAssets.AreMissing
            || Tool.IsMissing("xorriso", "isoinfo", "sgdisk", "dd", "fsck.vfat", "mcopy", "cmp", "objdump"))
        {
            return;
        }

        using var folder = new TempArtifact();
        string[] choice = loader.Length > 0 ? ["--bootloader", loader] : [];
        var iso = await Product.BuildAsync(folder, ["iso", "--arch", architecture, "--target-version", version, .. choice]);

        var report = Tool.RunChecked(
            "xorriso", "-indev", iso.Path, "-report_el_torito", "plain", "-report_system_area", "plain");

        Assert.Equal(hasGrub && architecture == "amd64", BiosEntry().IsMatch(report));
        Assert.Matches(@"El Torito boot img :\s+\d+\s+UEFI\s+y", report);
        Assert.Contains("No problems found", Tool.RunChecked("sgdisk", "-v", iso.Path), StringComparison.Ordinal);
        AssertTree(folder, iso, architecture, hasGrub);
        AssertEsp(folder, iso, report, architecture, hasSdBoot);
    }

    private static void AssertTree(TempArtifact folder, Product iso, string architecture, bool hasGrub)
    {
        var volumeId = Assert.IsType<Imager.Plan.OutputSpec.Iso>(iso.Plan.Output).VolumeId;
        Assert.Contains(
            $"Volume id: {(volumeId.Length > 0 ? volumeId : "ISOIMAGE")}\n",
            Tool.RunChecked("isoinfo", "-d", "-i", iso.Path), StringComparison.Ordinal);
        var names = Tool.RunChecked("isoinfo", "-R", "-f", "-i", iso.Path).Split('\n');
        Assert.Equal(hasGrub, names.Contains("/boot/vmlinuz"));
        Assert.Equal(hasGrub, names.Contains("/boot/grub/grub.cfg"));
        if (!hasGrub)
        {
            return;
        }

        var tree = folder.PathOf("boot");
        Tool.RunChecked("xorriso", "-osirrox", "on", "-indev", iso.Path, "-extract", "/boot", tree);
        Tool.RunChecked("cmp", SmallAssets.Kernel(architecture), Path.Combine(tree, "vmlinuz"));
        Tool.RunChecked("cmp", SmallAssets.Initramfs(architecture), Path.Combine(tree, "initramfs.xz"));
    }

    private static void AssertEsp(TempArtifact folder, Product iso, string report, string architecture, bool hasSdBoot)
    {
        var place = GptRow().Match(report);
        Assert.True(place.Success, report);
        var esp = folder.PathOf("esp.fat");
        Tool.RunChecked(
            "dd", $"if={iso.Path}", $"of={esp}", "bs=512", "status=none", $"skip={place.Groups[1]}", $"count={place.Groups[2]}");
        Tool.RunChecked("fsck.vfat", "-n", esp);
        var loader = architecture == "amd64" ? "BOOTX64.EFI" : "BOOTAA64.EFI";
        Tool.RunChecked("mcopy", "-i", esp, $"::/EFI/BOOT/{loader}", folder.PathOf(loader));
        if (!hasSdBoot)
        {
            return;
        }

        var uki = folder.PathOf("uki.efi");
        Tool.RunChecked("mcopy", "-i", esp, $"::/EFI/Linux/Talos-{iso.Plan.Version}.efi", uki);
        UkiAssert.Holds(folder, uki, iso.Plan.CommandLine, architecture);
    }

    [GeneratedRegex(@"El Torito boot img :\s+\d+\s+BIOS\s+y")]
    private static partial Regex BiosEntry();

    [GeneratedRegex(@"GPT start and size :\s+\d+\s+(\d+)\s+(\d+)")]
    private static partial Regex GptRow();
}
