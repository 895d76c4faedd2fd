using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Gpt;
using Imager.Formats.Grub;
using Imager.Formats.Meta;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;
using Imager.Plan;
using Imager.Profiles;
using Imager.Resolve;
using System.Text;

namespace Imager.Assemble;

/// <summary>Turns a disk plan and boot assets into the map of a whole disk.</summary>
public static class AssembleDisk
{
    /// <summary>The disk; <paramref name="uki"/> is used where systemd-boot starts the kernel.</summary>
    public static ExtentMap Run(BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, SourceDateEpoch epoch)
    {
        var partitions = disk.Table.Partitions
            .Select(wanted => wanted with { Content = Content(wanted, plan, disk, assets, uki, epoch) })
            .ToList();
        var table = disk.Table with { Partitions = partitions, BootCode = HasBios(plan) ? BootCode(disk, assets) : [] };
        return GptDisk.Create(table).Map;
    }

    private static ExtentMap? Content(
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, SourceDateEpoch epoch) =>
        wanted.Name switch
        {
            PartitionNames.Efi => Esp(wanted, plan, disk, assets, uki, epoch),
            PartitionNames.Bios when HasBios(plan) => BiosCore(wanted, disk, assets),
            PartitionNames.Boot => Boot(wanted, plan, disk, assets, epoch),
            PartitionNames.Meta => Meta(plan),
            _ => null,
        };

    private static ExtentMap Esp(
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, SourceDateEpoch epoch)
    {
        var tree = new FileTreeBuilder();
        if (disk.Boot == Bootloader.Grub)
        {
            EspContents.AddRemovableLoader(tree, plan.Architecture, assets.Grub("grub-efi.efi"));
        }
        else
        {
            EspContents.AddSdBoot(tree, plan, assets.SdBoot, uki);
        }

        var options = new FatOptions
        {
            Size = wanted.Size!.Value,
            SectorBytes = disk.SectorBytes,
            Label = PartitionNames.Efi,
            VolumeId = VolumeIds.ForLabel(PartitionNames.Efi),
            HiddenSectors = (uint)disk.Find(PartitionNames.Efi)!.FirstLba.Value,
            Epoch = epoch,
            FilesAtEnd = disk.Boot == Bootloader.DualBoot,
        };
        return FatFileSystem.Create(options, tree.Build());
    }

    /// <summary>GRUB layouts have the partition on every architecture; only PCs have firmware that reads it.</summary>
    private static bool HasBios(BuildPlan plan) => plan.Architecture == Architecture.Amd64;

    private static ExtentMap BiosCore(GptPartitionOptions wanted, DiskPlan disk, BootAssets assets)
    {
        var first = disk.Find(PartitionNames.Bios)!.FirstLba;
        var core = GrubBiosBoot.PatchCoreImage(assets.Grub("core.img").ToArray(), first, wanted.Size!.Value);
        return ExtentMap.FromSource(new MemorySource(core));
    }

    private static byte[] BootCode(DiskPlan disk, BootAssets assets) => disk.Find(PartitionNames.Bios) is { } bios
        ? GrubBiosBoot.PatchBootImage(assets.Grub("boot.img").ToArray(), bios.FirstLba)
        : [];

    private static ExtentMap Boot(
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, SourceDateEpoch epoch)
    {
        var menu = new GrubConfigOptions(
            plan.ProductName, plan.Version, plan.CommandLine,
            HasResetEntry: disk.Boot == Bootloader.DualBoot || plan.Profile.Gates.ResetMenuEntry);
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", assets.Kernel);
        tree.AddFile("A/initramfs.xz", assets.Initramfs);
        tree.AddText("grub/grub.cfg", GrubConfig.ForDisk(menu));
        var label = PartitionNames.Boot;
        var options = new XfsOptions(wanted.Size!.Value, disk.SectorBytes, label, LabelGuid.FromLabel(label), epoch);
        return XfsFileSystem.Create(options, tree.Build());
    }

    private static ExtentMap? Meta(BuildPlan plan) => plan.MetaValues.Count == 0
        ? null
        : AdvPartition.Create([.. plan.MetaValues.Select(value => (value.Key, Encoding.UTF8.GetBytes(value.Value)))]);
}
