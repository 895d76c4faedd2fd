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
internal static class AssembleDisk
{
    /// <summary>The disk; <paramref name="uki"/> is used where systemd-boot starts the kernel.</summary>
    internal static ExtentMap Run(BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, Identities identities, SourceDateEpoch epoch)
    {
        var partitions = disk.Table.Partitions
            .Select(wanted => wanted with { UniqueGuid = identities.For(wanted.Name), Content = Content(wanted, plan, disk, assets, uki, identities, epoch) })
            .ToList();
        var table = disk.Table with { Partitions = partitions, BootCode = BootCode(disk, assets), DiskGuid = identities.For(LabelGuid.TalosDiskLabel) };
        return GptDisk.Create(table).Map;
    }

    private static ExtentMap? Content(
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, Identities identities, SourceDateEpoch epoch) =>
        wanted.Name switch
        {
            PartitionNames.Efi => Esp(wanted, plan, disk, assets, uki, identities, epoch),
            PartitionNames.Bios => BiosCore(wanted, disk, assets),
            PartitionNames.Boot => Boot(wanted, plan, disk, assets, identities, epoch),
            PartitionNames.Meta => Meta(plan),
            _ => null,
        };

    private static ExtentMap Esp(
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, ExtentMap uki, Identities identities, SourceDateEpoch epoch)
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
            VolumeId = identities.VolumeIdFor(PartitionNames.Efi),
            HiddenSectors = (uint)disk.Find(PartitionNames.Efi)!.FirstLba.Value,
            Epoch = epoch,
            FilesAtEnd = disk.Boot == Bootloader.DualBoot,
        };
        return FatFileSystem.Create(options, tree.Build());
    }

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
        GptPartitionOptions wanted, BuildPlan plan, DiskPlan disk, BootAssets assets, Identities identities, SourceDateEpoch epoch)
    {
        var menu = new GrubConfigOptions(
            plan.ProductName, plan.Version, plan.CommandLine,
            HasResetEntry: disk.Boot == Bootloader.DualBoot || plan.Profile.Gates.ResetMenuEntry);
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", assets.Kernel);
        tree.AddFile("A/initramfs.xz", assets.Initramfs);
        tree.AddText("grub/grub.cfg", GrubConfig.ForDisk(menu));
        var label = PartitionNames.Boot;
        var options = new XfsOptions(wanted.Size!.Value, disk.SectorBytes, label, identities.For(label), epoch);
        return XfsFileSystem.Create(options, tree.Build());
    }

    private static ExtentMap? Meta(BuildPlan plan) => plan.MetaValues.Count == 0
        ? null
        : AdvPartition.Create([.. plan.MetaValues.Select(value => (value.Key, Encoding.UTF8.GetBytes(value.Value)))]);
}
