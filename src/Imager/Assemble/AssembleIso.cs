using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Gpt;
using Imager.Formats.Grub;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;
using IsoOptions = Imager.Formats.Iso9660.IsoOptions;

namespace Imager.Assemble;

/// <summary>Turns an ISO plan and boot assets into the map of an ISO image.</summary>
/// <remarks>
/// Kernel and initramfs are stored once: inside the UKI of the appended ESP. The ISO tree's <c>boot/vmlinuz</c> and
/// <c>boot/initramfs.xz</c> name the same blocks, which is why the ESP's clusters and the UKI's sections are 4 KiB aligned.
/// </remarks>
internal sealed class AssembleIso(
    ResolvedPlan resolved, OutputSpec.Iso iso, BootAssets assets, ExtentMap uki, SourceDateEpoch epoch)
{
    private const int EspClusterBytes = 4096;

    /// <summary>Without Secure Boot an ISO never enrols keys.</summary>
    private const string IsoEnrollMode = "off";

    /// <summary>Room for the longest command line twice, so that <c>imager meta set</c> can edit a finished image.</summary>
    private const long MenuReserveBytes = 12 * 1024;

    /// <summary>Both FATs take 1/512 of the content in clusters of 4 KiB; this leaves room for directories too.</summary>
    private const int EspHeadroomDivisor = 384;

    private static readonly ByteSize LeastEspHeadroom = ByteSize.FromMiB(1);

    private readonly BuildPlan plan = resolved.Plan;

    /// <summary>The image with these identities.</summary>
    internal ExtentMap Run(Identities identities)
    {
        var usesGrub = iso.Boot is Bootloader.Grub or Bootloader.DualBoot;
        var hasBios = usesGrub && plan.Architecture == Architecture.Amd64;
        var tree = new FileTreeBuilder();
        var espTree = new FileTreeBuilder();
        if (iso.Boot == Bootloader.Grub)
        {
            EspContents.AddRemovableLoader(espTree, plan.Architecture, assets.Grub("iso-efi.efi"));
        }
        else
        {
            EspContents.AddSdBoot(espTree, plan, assets.SdBoot, uki, IsoEnrollMode);
            EspContents.AddSdBoot(tree, plan, assets.SdBoot, uki, IsoEnrollMode);
        }

        if (usesGrub)
        {
            AddGrubTree(tree);
        }

        resolved.Cache?.AddTo(tree, "imagecache");
        var options = new IsoOptions
        {
            VolumeId = iso.VolumeId.Length > 0 ? iso.VolumeId : "ISOIMAGE",
            VolumeSetId = iso.VolumeSetId,
            Epoch = epoch,
            BiosBoot = hasBios ? new IsoBiosBoot(assets.Grub("eltorito.img")) : null,
            EfiSystemPartition = Esp(espTree.Build(), identities),
            Hybrid = new IsoHybrid(
                identities.For(LabelGuid.TalosDiskLabel),
                identities.For(PartitionNames.Efi),
                hasBios ? assets.Grub("boot_hybrid.img").ToArray() : []),
        };
        return IsoImage.Create(options, tree.Build()).Map;
    }

    private void AddGrubTree(FileTreeBuilder tree)
    {
        tree.AddFile("boot/vmlinuz", assets.Kernel);
        tree.AddFile("boot/initramfs.xz", assets.Initramfs);
        var menu = new GrubConfigOptions(
            plan.ProductName, plan.Version, plan.CommandLine, plan.Profile.Gates.ResetMenuEntry);
        tree.AddText("boot/grub/grub.cfg", GrubConfig.ForIso(menu), reservedBytes: MenuReserveBytes);

        // GRUB's EFI image searches the medium that carries this file.
        tree.AddText(".imager-iso", string.Empty);
    }

    private ExtentMap Esp(TreeDirectory root, Identities identities)
    {
        var content = root.Walk().Select(entry => entry.Node).OfType<TreeFile>()
            .Aggregate(default(ByteSize), (sum, file) => sum + new ByteSize(file.Content.LengthBytes).AlignUp(ByteSize.FromMiB(1)));
        var headroom = new ByteSize(content.Bytes / EspHeadroomDivisor).AlignUp(ByteSize.FromMiB(1));
        return FatFileSystem.Create(
            new FatOptions
            {
                Size = content + (headroom > LeastEspHeadroom ? headroom : LeastEspHeadroom),
                ClusterBytes = EspClusterBytes,
                DataAlignmentBytes = EspClusterBytes,
                Label = PartitionNames.Efi,
                VolumeId = identities.VolumeIdFor(PartitionNames.Efi),
                Epoch = epoch,
            },
            root);
    }
}
