using System.Text;
using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Ova;
using Imager.Formats.Qcow2;
using Imager.Formats.Tar;
using Imager.Formats.Vhd;
using Imager.Formats.Vhdx;
using Imager.Formats.Vmdk;
using Imager.Host;
using Imager.Inspect;
using Imager.Tests.Inspect.Fuzz;
using Imager.Tests.Support;

namespace Imager.Tests.Inspect;

public sealed class ImageInspectorTests : IDisposable
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private readonly TempFolder folder = new();
    private readonly ScratchSpace scratch;

    public ImageInspectorTests() => scratch = new ScratchSpace(folder.Path, ByteSize.FromGiB(1));

    internal static readonly string[] AllWrappings = ["qcow2", "vhd", "vhd-dynamic", "vhdx", "vmdk", "vmdk-stream", "ova", "tar"];

    public static TheoryData<string> Wrappings => new(AllWrappings);

    [Fact]
    public void Inspect_tells_everything_about_a_disk() => Snapshots.Match("disk", Text(InspectSamples.Disk(hasBoot: true)));

    [Fact]
    public void Inspect_tells_everything_about_an_iso() => Snapshots.Match("iso", Text(InspectSamples.Iso()));

    [Fact]
    public void Inspect_tells_everything_about_a_uki() => Snapshots.Match("uki", Text(InspectSamples.Uki()));

    [Fact]
    public void Inspect_lists_the_segments_of_an_initramfs() =>
        Snapshots.Match("initramfs", Text(ExtentMap.FromSource(new MemorySource(InspectSamples.Initramfs))));

    [Fact]
    public void Inspect_lists_segments_behind_a_plain_one_that_are_compressed()
    {
        byte[] mixed = [.. InspectSamples.Cpio(("kernel/x86/microcode.bin", "x")), .. Compressed(InspectSamples.Initramfs, CompressionFormat.Xz)];

        var root = Inspect(mixed);

        var segments = root.Walk().Where(node => node.Kind == InspectKind.Segment).ToList();
        Assert.Equal(["none", "xz", "xz"], segments.Select(segment => segment.Facts.Single(fact => fact.Name == "compression").Text));
        Assert.Equal(["kernel/x86/microcode.bin", "init", "rootfs.sqsh", "extensions.yaml"], segments.SelectMany(s => s.Children).Select(n => n.Name));
    }

    [Fact]
    public void Inspect_reads_a_disk_of_4096_byte_sectors()
    {
        var root = Inspect(InspectSamples.Disk(sectorBytes: 4096));

        Assert.Equal(4096, root.Walk().Single(node => node.Kind == InspectKind.Disk).Facts.Single(fact => fact.Name == "sector bytes").Number);
        Assert.Contains(root.Walk(), node => node.Name == "Talos-v1.15.0.efi");
    }

    [Theory]
    [InlineData("meta")]
    [InlineData("fat")]
    [InlineData("xfs")]
    [InlineData("ext4")]
    [InlineData("squashfs")]
    public void Inspect_reads_a_bare_volume(string name)
    {
        var (map, expected) = name switch
        {
            "meta" => (InspectSamples.Meta(), "0xa"),
            "fat" => (InspectSamples.Esp(), "loader.conf"),
            "xfs" => (InspectSamples.Xfs(), "vmlinuz"),
            "squashfs" => (InspectSamples.Squashfs(SquashfsCompression.Zstandard), "vmlinuz"),
            _ => (InspectSamples.Ext4(), "vmlinuz"),
        };

        Assert.Contains(Inspect(map).Walk(), node => node.Name == expected);
    }

    [Theory]
    [MemberData(nameof(Wrappings))]
    public void Inspect_sees_the_same_disk_in_every_wrapping(string wrapping)
    {
        var plain = Inspect(InspectSamples.Disk());

        var wrapped = Inspect(Wrap(InspectSamples.Disk(), wrapping));

        Assert.Equal(DiskText(plain), DiskText(wrapped));
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    public void Inspect_sees_the_same_disk_compressed(CompressionFormat format)
    {
        var plain = Inspect(InspectSamples.Disk());

        var compressed = Inspect(Compressed(Wrap(InspectSamples.Disk(), "qcow2"), format));

        Assert.Equal(DiskText(plain), DiskText(compressed));
        Assert.Equal([InspectKind.Compressed], compressed.Children.Select(node => node.Kind));
    }

    [Fact]
    public void Inspect_leaves_no_scratch_file_and_gives_contents_from_it()
    {
        var root = Inspect(Compressed(InspectSamples.ToBytes(InspectSamples.Disk()), CompressionFormat.Zstandard));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(InspectSamples.Kernel, root.Walk().Single(node => node.Name == ".linux").OpenContent()!.ToArray());
    }

    [Fact]
    public void Inspect_refuses_more_than_the_limit()
    {
        using var small = new ScratchSpace(folder.Path, ByteSize.FromMiB(1));
        var bomb = Compressed(new ExtentMapBuilder().Build(4 << 20), CompressionFormat.Zstandard);

        var error = Assert.Throws<InvalidInputException>(() =>
            new ImageInspector(small).Inspect(ExtentMap.FromSource(new MemorySource(bomb)), "bomb.zst", new InspectOptions(), CancellationToken.None));

        Assert.Equal("IMG2800", error.Code);
    }

    [Fact]
    public void Inspect_names_a_scratch_folder_that_does_not_exist()
    {
        using var missing = new ScratchSpace(folder.File("missing"), ByteSize.FromMiB(1));
        var image = Compressed(new byte[512], CompressionFormat.Gzip);

        var error = Assert.Throws<FileAccessException>(() =>
            new ImageInspector(missing).Inspect(ExtentMap.FromSource(new MemorySource(image)), "x.gz", new InspectOptions(), CancellationToken.None));

        Assert.Equal("IMG6400", error.Code);
    }

    [Fact]
    public void Inspect_hashes_files_sections_and_values_on_request()
    {
        var root = new ImageInspector(scratch).Inspect(InspectSamples.Disk(), "disk.raw", new InspectOptions(WithDigests: true), CancellationToken.None);

        Assert.Equal(Digest.Sha256(InspectSamples.Kernel).Hex, root.Walk().Single(node => node.Name == ".linux").Sha256);
        Assert.Equal(Digest.Sha256(Encoding.UTF8.GetBytes(InspectSamples.NetworkDocument)).Hex, root.Walk().Single(node => node.Name == "0xa").Sha256);
        Assert.Equal(Digest.Sha256(InspectSamples.ToBytes(InspectSamples.Disk())).Hex, root.Sha256);
        Assert.All(Inspect(InspectSamples.Disk()).Walk(), node => Assert.Null(node.Sha256));
    }

    [Fact]
    public void Inspect_tells_about_a_damaged_partition_and_reads_the_others()
    {
        var disk = InspectSamples.ToBytes(InspectSamples.Disk());
        var uki = Inspect(disk).Walk().Single(node => node.Name == "EFI" && node.Kind == InspectKind.Partition);
        var start = (int)uki.Facts.Single(fact => fact.Name == "first LBA").Number!.Value * 512;
        disk.AsSpan(start + 512, 6 * 512).Fill(0x11);

        var root = Inspect(disk);

        Assert.Contains(root.Walk().SelectMany(node => node.Problems), problem => problem.StartsWith("IMG22", StringComparison.Ordinal));
        Assert.Contains(root.Walk(), node => node.Name == "0xa");
    }

    [Fact]
    public void Inspect_does_not_look_for_ever_into_a_partition_that_holds_itself()
    {
        var iso = InspectSamples.ToBytes(InspectSamples.Iso());
        var wholeImage = new MutatedSource(ExtentMap.FromSource(new MemorySource(iso)));
        wholeImage.Patch(1024 + 32, [0, 0, 0, 0, 0, 0, 0, 0]);
        Checksums.Repair(wholeImage);

        var root = Inspect(ExtentMap.FromSource(wholeImage));

        Assert.Equal(2, root.Walk().Count(node => node.Kind == InspectKind.Iso));
    }

    [Fact]
    public void Inspect_sees_the_holes_of_a_sparse_file()
    {
        var path = folder.File("sparse.raw");
        ArtifactWriter.Write(path, file => SparseFileWriter.Write(InspectSamples.Disk(hasBoot: true), file, CancellationToken.None), CancellationToken.None);
        using var file = FileSource.Open(path, "test image");

        var root = new ImageInspector(scratch).Inspect(file, new InspectOptions(), CancellationToken.None);

        Assert.Equal(DiskText(Inspect(InspectSamples.Disk(hasBoot: true))), DiskText(root));
    }

    [Fact]
    public void Write_replaces_what_would_steer_a_terminal()
    {
        var node = new InspectNode(InspectKind.File, "a\u001b[31m\u202Eb\nc") { Facts = [InspectFact.Of("text", "x\u0007y\r\nz")] };

        var text = InspectText.Write(node);

        Assert.Equal("a\uFFFD[31m\uFFFDb\uFFFDc\n  text:\n    | x\uFFFDy\n    | z\n", text);
    }

    public void Dispose()
    {
        scratch.Dispose();
        folder.Dispose();
    }

    internal static byte[] Wrap(ExtentMap disk, string wrapping)
    {
        using var stream = new MemoryStream();
        var vmdk = new VmdkOptions("disk.vmdk", 0x12345678);
        switch (wrapping)
        {
            case "vmdk-stream":
                VmdkImage.WriteStreamOptimized(disk, stream, vmdk, 1, CancellationToken.None);
                return stream.ToArray();
            case "ova":
                OvaImage.Write(disk, stream, new OvaOptions("talos", 15, 0x12345678, InspectSamples.Epoch), 1, CancellationToken.None);
                return stream.ToArray();
            default:
                return InspectSamples.ToBytes(wrapping switch
                {
                    "qcow2" => Qcow2Image.Create(disk, new Qcow2Options(4096)),
                    "vhd" => VhdImage.CreateFixed(disk, new VhdOptions(Id, InspectSamples.Epoch)),
                    "vhd-dynamic" => VhdImage.CreateDynamic(disk, new VhdOptions(Id, InspectSamples.Epoch)),
                    "vhdx" => VhdxImage.Create(disk, new VhdxOptions(Id)),
                    "vmdk" => VmdkImage.CreateSparse(disk, vmdk),
                    "tar" => TarArchive.Create(
                        new TarOptions { Format = TarFormat.Gnu, Epoch = InspectSamples.Epoch }, [new TarSparseFile("disk.raw", disk)]),
                    _ => disk,
                });
        }
    }

    internal static byte[] Compressed(ExtentMap map, CompressionFormat format)
    {
        using var stream = new MemoryStream();
        CompressedImageWriter.Write(map, stream, new CompressionOptions { Format = format, Threads = 1 }, CancellationToken.None);
        return stream.ToArray();
    }

    internal static byte[] Compressed(byte[] bytes, CompressionFormat format) =>
        Compressed(ExtentMap.FromSource(new MemorySource(bytes)), format);

    private static string DiskText(InspectNode root) => InspectText.Write(root.Walk().Single(node => node.Kind == InspectKind.Disk));

    private static string Sha256(ExtentMap map) => Digest.Sha256(InspectSamples.ToBytes(map)).Hex;

    private string Text(ExtentMap map) => $"sha256:{Sha256(map)}\n" + InspectText.Write(Inspect(map));

    private InspectNode Inspect(byte[] bytes) => Inspect(ExtentMap.FromSource(new MemorySource(bytes)));

    private InspectNode Inspect(ExtentMap map) => new ImageInspector(scratch).Inspect(map, "image", new InspectOptions(), CancellationToken.None);
}
