using System.Text;
using Imager.Core;
using Imager.Formats.Ext4;
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

namespace Imager.Assemble;

/// <summary>Turns a disk plan and boot assets into the map of a whole disk.</summary>
/// <remarks><c>uki</c> is used where systemd-boot starts the kernel.</remarks>
internal sealed class AssembleDisk(
    ResolvedPlan resolved, DiskPlan disk, BootAssets assets, ExtentMap uki, SourceDateEpoch epoch)
{
    private const string KernelPath = "A/vmlinuz";

    private const string InitramfsPath = "A/initramfs.xz";

    private readonly BuildPlan plan = resolved.Plan;

    /// <summary>Only amd64 machines have a BIOS; an arm64 GRUB disk keeps the partition, empty, for the same numbering.</summary>
    private bool HasBios => plan.Architecture == Architecture.Amd64 && disk.Find(PartitionNames.Bios) is not null;

    /// <summary>The disk with these identities.</summary>
    internal ExtentMap Run(Identities identities)
    {
        var partitions = disk.Table.Partitions
            .Select(wanted => wanted with { UniqueGuid = identities.For(wanted.Name), Content = Content(wanted, identities) })
            .ToList();
        var table = disk.Table with
        {
            DiskGuid = identities.For(LabelGuid.TalosDiskLabel),
            Partitions = partitions,
            BootCode = BootCode(),
        };
        return resolved.Overlay.AddTo(GptDisk.Create(table).Map);
    }

    private ExtentMap? Content(GptPartitionOptions wanted, Identities identities) => wanted.Name switch
    {
        PartitionNames.Efi => Esp(wanted, identities),
        PartitionNames.Bios when HasBios => BiosCore(wanted),
        PartitionNames.Boot => Boot(wanted, identities),
        PartitionNames.Meta => Meta(),
        PartitionNames.ImageCache => Cache(wanted, identities),
        _ => null,
    };

    private ExtentMap Esp(GptPartitionOptions wanted, Identities identities)
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

        foreach (var (path, content) in resolved.Overlay.EspFiles)
        {
            tree.AddFile(path, content);
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

    private ExtentMap BiosCore(GptPartitionOptions wanted)
    {
        var first = disk.Find(PartitionNames.Bios)!.FirstLba;
        var core = GrubBiosBoot.PatchCoreImage(assets.Grub("core.img").ToArray(), first, wanted.Size!.Value);
        return ExtentMap.FromSource(new MemorySource(core));
    }

    private byte[] BootCode() => HasBios
        ? GrubBiosBoot.PatchBootImage(assets.Grub("boot.img").ToArray(), disk.Find(PartitionNames.Bios)!.FirstLba)
        : [];

    private ExtentMap Boot(GptPartitionOptions wanted, Identities identities)
    {
        var menu = new GrubConfigOptions(
            plan.ProductName, plan.Version, plan.CommandLine,
            HasResetEntry: disk.Boot == Bootloader.DualBoot || plan.Profile.Gates.ResetMenuEntry);
        var tree = new FileTreeBuilder();
        tree.AddFile(KernelPath, assets.Kernel);
        tree.AddFile(InitramfsPath, assets.Initramfs);
        tree.AddText("grub/grub.cfg", GrubConfig.ForDisk(menu));
        var label = PartitionNames.Boot;
        var options = new XfsOptions(wanted.Size!.Value, disk.SectorBytes, label, identities.For(label), epoch)
        {
            // As in the UKI: its copy, at the end of the ESP, is then as near as can be, for both files.
            PlacedFirst = [KernelPath, InitramfsPath],
        };
        return XfsFileSystem.Create(options, tree.Build());
    }

    private ExtentMap? Cache(GptPartitionOptions wanted, Identities identities)
    {
        var uuid = identities.For(PartitionNames.ImageCache);
        return resolved.Cache?.FileSystem(new Ext4Options(wanted.Size!.Value, PartitionNames.ImageCache, uuid, uuid, epoch));
    }

    private ExtentMap? Meta() => plan.MetaValues.Count == 0
        ? null
        : AdvPartition.Create([.. plan.MetaValues.Select(value => (value.Key, Encoding.UTF8.GetBytes(value.Value)))]);
}
