using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Gpt;
using Imager.Formats.Grub;
using Imager.Formats.Iso9660;
using Imager.Formats.Meta;
using Imager.Formats.Tests.Pe;
using Imager.Formats.Tree;
using Imager.Tests.Support;

namespace Imager.Tests.MetaEditing;

/// <summary>Small images with META: a dump, a disk, ISO images with and without UKI and GRUB menu.</summary>
internal static class EditableImages
{
    public const string Line = "talos.platform=metal console=tty0";

    /// <summary>Where the certificate table's place and size are in a program made by <see cref="TestStub"/>.</summary>
    private const int CertificateDirectory = 0x80 + 24 + 112 + (4 * 8);

    public static string Dump(TempFolder folder, params (byte Key, byte[] Value)[] values) =>
        Write(folder, "meta.dump", AdvPartition.Create(values));

    /// <summary>A disk whose second partition is called <paramref name="name"/> and holds the values.</summary>
    public static string Disk(TempFolder folder, string name = "META", params (byte Key, byte[] Value)[] values) => Write(
        folder,
        "disk.raw",
        GptDisk.Create(new GptDiskOptions
        {
            DiskSize = ByteSize.FromMiB(5),
            Partitions =
            [
                new() { Name = "STATE", TypeGuid = GptPartitionTypes.LinuxData, Size = ByteSize.FromMiB(1) },
                new() { Name = name, TypeGuid = GptPartitionTypes.LinuxData, Size = ByteSize.FromMiB(1), Content = AdvPartition.Create(values) },
            ],
        }).Map);

    public static string Iso(TempFolder folder, ByteSource? uki, bool hasMenu)
    {
        var tree = new FileTreeBuilder();
        tree.AddText("readme", "not about META\n");
        if (hasMenu)
        {
            var menu = GrubConfig.ForIso(new GrubConfigOptions("Talos", "v1.9.0", Line, true));
            tree.AddText("boot/grub/grub.cfg", menu, reservedBytes: 12 * 1024);
        }

        if (uki is not null)
        {
            tree.AddFile("EFI/Linux/talos.efi", uki);
        }

        var options = new IsoOptions
        {
            VolumeId = "TEST",
            VolumeSetId = "test",
            Epoch = SourceDateEpoch.Default,
            EfiSystemPartition = uki is null ? null : Esp(uki),
        };
        return Write(folder, "image.iso", IsoImage.Create(options, tree.Build()).Map);
    }

    public static ByteSource Uki(string resetLine = Line + " talos.experimental.wipe=system") => Formats.Efi.Uki.Create(new UkiOptions
    {
        Stub = new TestStub().Build(),
        Linux = new MemorySource(new byte[5000]),
        OsReleaseText = new OsRelease { Name = "Talos", Version = "v1.15.0" }.ToText(),
        CommandLine = Line,
        HasMainProfile = true,
        ExtraProfiles = [new UkiProfile("reset", "Reset", resetLine)],
    }).AsSource();

    /// <summary>A UKI that claims to be signed.</summary>
    public static ByteSource SignedUki()
    {
        var bytes = Uki().ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CertificateDirectory), (uint)bytes.Length - 8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CertificateDirectory + 4), 8);
        return new MemorySource(bytes);
    }

    private static ExtentMap Esp(ByteSource uki)
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("EFI/Linux/talos.efi", uki);
        var options = new FatOptions
        {
            Size = ByteSize.FromMiB(4),
            Label = "EFI",
            VolumeId = 1,
            ClusterBytes = 4096,
            DataAlignmentBytes = 4096,
            Epoch = SourceDateEpoch.Default,
        };
        return FatFileSystem.Create(options, tree.Build());
    }

    private static string Write(TempFolder folder, string name, ExtentMap map)
    {
        var path = folder.File(name);
        File.WriteAllBytes(path, map.AsSource().ToArray());
        return path;
    }
}
