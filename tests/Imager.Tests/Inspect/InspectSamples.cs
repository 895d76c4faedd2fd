using System.Globalization;
using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Ext4;
using Imager.Formats.Squashfs;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Gpt;
using Imager.Formats.Iso9660;
using Imager.Formats.Meta;
using Imager.Formats.Tests.Pe;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;

namespace Imager.Tests.Inspect;

/// <summary>Images of every kind with small contents, made by our own writers.</summary>
internal static class InspectSamples
{
    public const string CommandLine = "talos.platform=metal console=ttyS0";

    public const string NetworkDocument = "version: v1alpha1\nlinks:\n  - name: eth0\n";

    public static SourceDateEpoch Epoch { get; } = SourceDateEpoch.Default;

    /// <summary>A bzImage as far as its header goes.</summary>
    public static byte[] Kernel { get; } = MakeKernel();

    public static byte[] Initramfs { get; } =
        [.. Cpio(("init", "#!/bin/sh\n"), ("rootfs.sqsh", "hsqs")), .. Cpio(("extensions.yaml", "layers: []\n"))];

    public static ExtentMap Uki() => Formats.Efi.Uki.Create(new UkiOptions
    {
        Stub = new TestStub().Build(),
        Linux = new MemorySource(Kernel),
        Initrd = new MemorySource(Initramfs),
        OsReleaseText = new OsRelease { Name = "Talos", Version = "v1.15.0" }.ToText(),
        CommandLine = CommandLine,
        Uname = "6.12.1-talos",
        HasMainProfile = true,
        ExtraProfiles = [new UkiProfile("reset", "Reset system disk", $"{CommandLine} talos.experimental.wipe=system")],
        Epoch = Epoch,
    });

    public static TreeDirectory EspTree()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/BOOT/BOOTX64.EFI", new TestStub { LoaderInfo = "#### LoaderInfo: systemd-boot 257.13 ####" }.Build());
        tree.AddFile("EFI/Linux/Talos-v1.15.0.efi", Uki().AsSource());
        tree.AddText("loader/loader.conf", "timeout 10\n");
        return tree.Build();
    }

    public static TreeDirectory BootTree()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", new MemorySource(Kernel));
        tree.AddFile("A/initramfs.xz", new MemorySource(Initramfs), mode: 0x180);
        tree.AddText("grub/grub.cfg", "set timeout=3\n");
        tree.AddSymlink("current", "A/vmlinuz");
        tree.AddSymlink("outside", "../../etc/passwd");
        return tree.Build();
    }

    public static ExtentMap Esp() =>
        FatFileSystem.Create(new FatOptions { Size = ByteSize.FromMiB(4), Label = "EFI", VolumeId = 0x1234ABCD, Epoch = Epoch }, EspTree());

    public static ExtentMap Xfs() => XfsFileSystem.Create(
        new XfsOptions(ByteSize.FromMiB(300), 512, "BOOT", LabelGuid.FromLabel("BOOT"), Epoch), BootTree());

    public static ExtentMap Ext4() => Ext4FileSystem.Create(
        new Ext4Options(ByteSize.FromMiB(4), "IMAGECACHE", LabelGuid.FromLabel("IMAGECACHE"), Guid.Empty, Epoch), BootTree());

    public static ExtentMap Squashfs(SquashfsCompression compression)
    {
        using var image = new MemoryStream();
        var options = new SquashfsOptions
        {
            Time = Epoch,
            Compression = compression,
            Threads = 1,
            Level = 1,
            BlockBytes = 4096,
            SelinuxLabels = new Dictionary<string, string> { [string.Empty] = "system_u:object_r:root_t:s0" },
        };
        SquashfsWriter.Write(BootTree(), image, options, CancellationToken.None);
        return ExtentMap.FromSource(new MemorySource(image.ToArray()));
    }

    public static ExtentMap Meta() => AdvPartition.Create(
    [
        (0xa, Encoding.UTF8.GetBytes(NetworkDocument)), (0x11, "dual-boot"u8.ToArray()), (0x40, [0, 1, 2, 0xFF]),
    ]);

    /// <summary>A small disk with every kind of partition but XFS, or with it, which takes 300 MiB of address space.</summary>
    public static ExtentMap Disk(bool hasBoot = false, int sectorBytes = 512)
    {
        List<GptPartitionOptions> partitions =
        [
            Partition("EFI", GptPartitionTypes.EfiSystem, sectorBytes == 512 ? Esp() : Esp4K()),
            Partition("BIOS", GptPartitionTypes.BiosBoot, Bytes(1 << 20, 0xEB)) with { Attributes = GptAttributes.LegacyBiosBootable },
            Partition("META", GptPartitionTypes.LinuxData, Meta()),
            Partition("IMAGECACHE", GptPartitionTypes.LinuxData, Ext4()),
            Partition("STATE", GptPartitionTypes.LinuxData, new ExtentMapBuilder().Build(1 << 20)),
        ];
        if (hasBoot)
        {
            partitions.Insert(2, Partition("BOOT", GptPartitionTypes.LinuxData, Xfs()));
        }

        var options = new GptDiskOptions
        {
            DiskSize = ByteSize.FromMiB(partitions.Sum(partition => partition.Size!.Value.Bytes) / (1 << 20) + 3),
            SectorBytes = sectorBytes,
            Partitions = partitions,
        };
        return GptDisk.Create(options).Map;
    }

    public static ExtentMap Iso()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("boot/vmlinuz", new MemorySource(Kernel));
        tree.AddText("boot/grub/grub.cfg", "set timeout=3\n");
        tree.AddSymlink("vmlinuz", "boot/vmlinuz");
        var options = new IsoOptions
        {
            VolumeId = "TALOS_V1_15_0",
            VolumeSetId = "Talos-v1.15.0",
            Epoch = Epoch,
            BiosBoot = new IsoBiosBoot(new MemorySource(Repeated(4096, 0x90))),
            EfiSystemPartition = Esp(),
            Hybrid = new IsoHybrid(LabelGuid.FromLabel("ISO"), LabelGuid.FromLabel("EFI"), Repeated(512, 0x33)),
        };
        return IsoImage.Create(options, tree.Build()).Map;
    }

    /// <summary>A newc archive of regular files with its trailer, padded to 512 bytes as the cpio program does.</summary>
    public static byte[] Cpio(params (string Name, string Content)[] files)
    {
        var archive = new List<byte>();
        foreach (var (name, content) in files.Append(("TRAILER!!!", string.Empty)))
        {
            var fields = new[] { 1, name == "TRAILER!!!" ? 0 : 0x81A4, 0, 0, 1, 0, content.Length, 0, 0, 0, 0, name.Length + 1, 0 };
            archive.AddRange(Encoding.ASCII.GetBytes(
                "070701" + string.Concat(fields.Select(field => field.ToString("x8", CultureInfo.InvariantCulture))) + name + "\0"));
            Pad(archive, 4);
            archive.AddRange(Encoding.UTF8.GetBytes(content));
            Pad(archive, 4);
        }

        Pad(archive, 512);
        return [.. archive];
    }

    public static byte[] ToBytes(ExtentMap map)
    {
        var bytes = new byte[map.LengthBytes];
        map.ReadExactly(0, bytes);
        return bytes;
    }

    private static ExtentMap Esp4K() => FatFileSystem.Create(
        new FatOptions { Size = ByteSize.FromMiB(36), SectorBytes = 4096, Label = "EFI", VolumeId = 0x1234ABCD, Epoch = Epoch }, EspTree());

    private static GptPartitionOptions Partition(string name, Guid type, ExtentMap content) =>
        new() { Name = name, TypeGuid = type, Size = new ByteSize(content.LengthBytes), Content = content };

    private static ExtentMap Bytes(long length, byte value)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, Repeated(4096, value));
        return builder.Build(length);
    }

    private static byte[] Repeated(int length, byte value) => [.. Enumerable.Repeat(value, length)];

    private static byte[] MakeKernel()
    {
        var kernel = new byte[8192];
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        kernel[0x1F1] = 4;
        (kernel[0x20E], kernel[0x20F]) = (0x00, 0x04);
        "6.12.1-talos (builder) #1 SMP"u8.CopyTo(kernel.AsSpan(0x600));
        kernel.AsSpan(4096).Fill(0xA5);
        return kernel;
    }

    private static void Pad(List<byte> bytes, int unit) => bytes.AddRange(new byte[(unit - (bytes.Count % unit)) % unit]);
}
