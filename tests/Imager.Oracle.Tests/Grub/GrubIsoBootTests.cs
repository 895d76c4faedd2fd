using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Grub;

/// <summary>Boots the images of <see cref="GrubRecipe"/> from one hybrid ISO: as CD and as USB stick, by BIOS and by UEFI.</summary>
[Trait("Category", "Oracle")]
public sealed class GrubIsoBootTests
{
    private const string HybridImage = "/usr/lib/grub/i386-pc/boot_hybrid.img";

    [Theory]
    [InlineData("bios", "cd")]
    [InlineData("bios", "usb")]
    [InlineData("uefi", "cd")]
    [InlineData("uefi", "usb")]
    public void Iso_boots_to_its_own_grub_cfg_beside_a_decoy(string firmware, string medium)
    {
        if (Tool.IsMissing("qemu-system-x86_64", "grub-mkimage")
            || Tool.IsFileMissing(HybridImage, GrubFiles.Ovmf, $"{GrubFiles.EfiModules}/regexp.mod"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var decoy = folder.Write(Iso(folder, "DECOY"), "decoy.iso");
        var iso = folder.Write(Iso(folder, "BOOTED"), "image.iso");
        string[] bios = firmware == "uefi" ? ["-bios", GrubFiles.Ovmf] : [];
        string[] device = medium == "usb"
            ? ["-device", "qemu-xhci", "-device", "usb-storage,drive=target,bootindex=1"]
            : ["-device", "ide-cd,drive=target,bus=ide.1,bootindex=1"];

        var serial = GrubFiles.Boot(folder, [
            .. bios,
            "-drive", $"file={decoy},format=raw,if=none,id=decoy", "-device", "virtio-blk-pci,drive=decoy,bootindex=2",
            "-drive", $"file={iso},format=raw,if=none,id=target,readonly=on{(medium == "cd" ? ",media=cdrom" : string.Empty)}",
            .. device]);

        Assert.Contains("BOOTED root=", serial, StringComparison.Ordinal);
        Assert.DoesNotContain("DECOY", serial, StringComparison.Ordinal);
    }

    private static ExtentMap Iso(TempArtifact folder, string marker)
    {
        var tree = new FileTreeBuilder();
        tree.AddText("boot/grub/grub.cfg", GrubFiles.ReportMenu(marker));
        tree.AddText(".imager-iso", string.Empty);
        var image = GrubRecipe.BiosIso.Make(folder);
        var identity = new Guid("11111111-2222-3333-4444-555555555555");
        return IsoImage.Create(
            new IsoOptions
            {
                VolumeId = marker,
                Epoch = SourceDateEpoch.Default,
                BiosBoot = new IsoBiosBoot(new MemorySource(File.ReadAllBytes(image))),
                EfiSystemPartition = GrubFiles.Esp(folder, GrubRecipe.EfiIso, 4),
                Hybrid = new IsoHybrid(identity, identity, File.ReadAllBytes(HybridImage)),
            },
            tree.Build()).Map;
    }
}
