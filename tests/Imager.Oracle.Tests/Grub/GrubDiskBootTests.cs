using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Formats.Grub;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;
using Imager.Oracle.Tests.Support;

namespace Imager.Oracle.Tests.Grub;

/// <summary>Boots the grub layout in QEMU: firmware, boot.img, core.img, XFS, grub.cfg, and Linux where a kernel is at hand.</summary>
[Trait("Category", "Oracle")]
public sealed class GrubDiskBootTests
{
    [Theory]
    [InlineData("if=virtio")]
    [InlineData("if=ide")]
    public void Disk_boots_to_its_own_grub_cfg_under_seabios_beside_a_decoy_disk(string bus)
    {
        if (Tool.IsMissing("qemu-system-x86_64", "grub-mkimage") || Tool.IsFileMissing(GrubFiles.BiosBootImage))
        {
            return;
        }

        using var folder = new TempArtifact();
        var decoy = folder.Write(GrubDisk(folder, GrubFiles.ReportMenu("DECOY"), null), "decoy.raw");
        var disk = folder.Write(GrubDisk(folder, GrubFiles.ReportMenu("BOOTED"), null), "disk.raw");

        var serial = GrubFiles.Boot(
            folder, "-drive", $"file={decoy},format=raw,{bus}",
            "-drive", $"file={disk},format=raw,if=none,id=target", "-device", "virtio-blk-pci,drive=target,bootindex=1");

        Assert.Contains("BOOTED root=hd0,gpt3 prefix=(hd0,gpt3)/grub", serial, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_boots_to_its_own_grub_cfg_under_ovmf()
    {
        if (Tool.IsMissing("qemu-system-x86_64", "grub-mkimage")
            || Tool.IsFileMissing(GrubFiles.Ovmf, $"{GrubFiles.EfiModules}/xfs.mod"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var esp = GrubFiles.Esp(folder, GrubRecipe.EfiDisk, 100);
        var disk = folder.Write(GrubDisk(folder, GrubFiles.ReportMenu("BOOTED"), esp), "disk.raw");

        var serial = GrubFiles.Boot(folder, "-bios", GrubFiles.Ovmf, "-drive", $"file={disk},format=raw,if=virtio");

        Assert.Contains("BOOTED root=hd0,gpt3 prefix=(hd0,gpt3)/grub", serial, StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_boots_linux_under_seabios_with_the_menu_and_command_line_we_wrote()
    {
        var kernel = Environment.GetEnvironmentVariable("IMAGER_TEST_KERNEL") ?? "/boot/vmlinuz";
        if (Tool.IsMissing("qemu-system-x86_64", "grub-mkimage") || !File.Exists(kernel))
        {
            return;
        }

        using var folder = new TempArtifact();
        var menu = GrubConfig.ForDisk(new GrubConfigOptions(
            "Talos", "v1.10.0", "console=ttyS0,115200 panic=-1 probe=a;b&c{d}$e<f>g|h", HasResetEntry: true));
        var disk = folder.Write(GrubDisk(folder, menu, null, kernel), "disk.raw");

        var serial = GrubFiles.Boot(folder, "-drive", $"file={disk},format=raw,if=virtio");

        Assert.Contains("Linux version ", serial, StringComparison.Ordinal);
        Assert.Contains(
            "Kernel command line: BOOT_IMAGE=/A/vmlinuz console=ttyS0,115200 panic=-1 probe=a;b&c{d}$e<f>g|h",
            serial,
            StringComparison.Ordinal);
        Assert.Contains("Freeing initrd memory", serial, StringComparison.Ordinal);
    }

    private static ExtentMap GrubDisk(TempArtifact folder, string menu, ExtentMap? esp, string? kernel = null)
    {
        var tree = new FileTreeBuilder();
        tree.AddText("grub/grub.cfg", menu, 0x180);
        if (kernel is not null)
        {
            tree.AddFile("A/vmlinuz", new FileBytes(kernel));
            tree.AddFile("A/initramfs.xz", new MemorySource(GrubFiles.EmptyCpio));
        }

        var boot = XfsFileSystem.Create(
            new XfsOptions(ByteSize.FromMiB(1000), 512, "BOOT", LabelGuid.FromLabel("BOOT"), SourceDateEpoch.Default), tree.Build());
        var options = new GptDiskOptions
        {
            DiskSize = ByteSize.FromMiB(1246),
            Partitions =
            [
                Partition("EFI", GptPartitionTypes.EfiSystem, 100) with { Content = esp },
                Partition("BIOS", GptPartitionTypes.BiosBoot, 1) with { Attributes = GptAttributes.LegacyBiosBootable },
                Partition("BOOT", GptPartitionTypes.LinuxData, 1000) with { Content = boot },
                Partition("META", GptPartitionTypes.LinuxData, 1),
            ],
        };
        var bios = GptLayout.Plan(options).Partitions[1];
        var core = GrubBiosBoot.PatchCoreImage(
            File.ReadAllBytes(GrubRecipe.BiosDisk.Make(folder)), bios.FirstLba, ByteSize.FromMiB(1));
        return GptDisk.Create(options with
        {
            BootCode = GrubBiosBoot.PatchBootImage(File.ReadAllBytes(GrubFiles.BiosBootImage), bios.FirstLba),
            Partitions =
            [
                options.Partitions[0],
                options.Partitions[1] with { Content = ExtentMap.FromSource(new MemorySource(core)) },
                .. options.Partitions.Skip(2),
            ],
        }).Map;
    }

    private static GptPartitionOptions Partition(string name, Guid type, long mebibytes) =>
        new() { Name = name, TypeGuid = type, Size = ByteSize.FromMiB(mebibytes) };
}
