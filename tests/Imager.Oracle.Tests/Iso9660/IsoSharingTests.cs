using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Iso9660;

/// <summary>One copy: the UKI in the FAT image and the files of the ISO tree are the same sectors.</summary>
[Trait("Category", "Oracle")]
public sealed class IsoSharingTests
{
    private const string Loader = "/usr/lib/systemd/boot/efi/systemd-bootx64.efi";

    [Fact]
    public void Files_of_the_tree_are_the_sectors_of_the_FAT_image()
    {
        if (Tool.IsMissing("xorriso", "mtype", "cmp", "dd") || Tool.IsFileMissing(Loader))
        {
            return;
        }

        using var folder = new TempArtifact();
        var loader = new MemorySource(File.ReadAllBytes(Loader));
        var uki = new ExtentMapBuilder();
        uki.Add(0, loader);
        uki.Add(1 << 20, Enumerable.Range(0, 3 << 20).Select(n => (byte)(n * n >> 11)).ToArray());
        var ukiSource = uki.Build(5 << 20).AsSource();
        var tree = new FileTreeBuilder();
        tree.AddFile(EspPaths.RemovableLoader(Architecture.Amd64), loader);
        tree.AddFile("EFI/Linux/test.efi", ukiSource);
        var fat = new FatOptions { Size = ByteSize.FromMiB(160), ClusterBytes = 2048, Type = FatType.Fat32 };
        var options = new IsoOptions
        {
            VolumeId = "SHARED",
            Epoch = SourceDateEpoch.Default,
            EfiSystemPartition = FatFileSystem.Create(fat, tree.Build()),
            Hybrid = new(Guid.Empty, Guid.Empty),
        };

        var image = IsoImage.Create(options, tree.Build());
        var path = folder.Write(image.Map);
        var commands = $"cd '{folder.Folder}' && dd if='{path}' of=esp.img bs=2048 skip={image.EspOffsetBytes / 2048} status=none"
            + " && mtype -i esp.img ::EFI/Linux/test.efi > fat.efi"
            + $" && xorriso -osirrox on -indev '{path}' -extract /EFI/Linux/test.efi iso.efi 2>&1";
        Tool.RunChecked("sh", "-c", commands);

        Assert.All(image.Files, file => Assert.Equal(IsoStorage.SharedWithEsp, file.Storage));
        Assert.InRange(image.Map.PayloadBytes, ukiSource.LengthBytes - (2 << 20), ukiSource.LengthBytes + (1 << 20));
        Tool.RunChecked("cmp", folder.PathOf("fat.efi"), folder.PathOf("iso.efi"));
        Assert.Equal(ukiSource.ToArray(), File.ReadAllBytes(folder.PathOf("iso.efi")));
    }
}
