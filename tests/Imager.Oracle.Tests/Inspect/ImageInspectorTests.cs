using Imager.Artifacts;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Inspect;
using Imager.Oracle.Tests.Support;
using Imager.Tests.Inspect;

namespace Imager.Oracle.Tests.Inspect;

/// <summary>What we say about an image against what other people's programs say about it.</summary>
[Trait("Category", "Oracle")]
public sealed class ImageInspectorTests : IDisposable
{
    private readonly TempArtifact folder = new();
    private readonly ScratchSpace scratch;

    public ImageInspectorTests() => scratch = new ScratchSpace(folder.Folder, ByteSize.FromGiB(1));

    [Fact]
    public void Fat_tree_is_the_one_that_mdir_lists()
    {
        if (Tool.IsMissing("mdir"))
        {
            return;
        }

        var path = folder.Write(InspectSamples.Esp(), "esp.img");

        var listed = Tool.RunChecked("mdir", "-/", "-b", "-i", path, "::").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Replace("::/", string.Empty, StringComparison.Ordinal).TrimEnd('/'));
        Assert.Equal(Sorted(listed), Sorted(Paths(Inspect(path), InspectKind.Fat)));
    }

    [Fact]
    public void Fat_tree_of_mtools_own_making_is_read()
    {
        if (Tool.IsMissing("mkfs.vfat", "mmd", "mcopy"))
        {
            return;
        }

        var path = folder.PathOf("their.img");
        File.WriteAllBytes(path, new byte[8 << 20]);
        Tool.RunChecked("mkfs.vfat", "-n", "THEIRS", "-i", "0badcafe", path);
        Tool.RunChecked("mmd", "-i", path, "::/Some long directory");
        Tool.RunChecked("mcopy", "-i", path, folder.Write("hello"u8, "a.txt"), "::/Some long directory/Long name.txt");

        var root = Inspect(path);

        var fat = root.Walk().Single(node => node.Kind == InspectKind.Fat);
        Assert.Equal("THEIRS", fat.Name);
        Assert.Equal("0BAD-CAFE", fat.Facts.Single(fact => fact.Name == "serial").Text);
        Assert.Equal("hello"u8.ToArray(), ImageAddress.Parse("Some long directory/Long name.txt").Find(root).OpenContent()!.ToArray());
    }

    [Fact]
    public void Xfs_identity_and_tree_are_those_of_xfs_db()
    {
        if (Tool.IsMissing("xfs_db", "mkfs.xfs"))
        {
            return;
        }

        var path = folder.PathOf("their.xfs");
        using (var file = File.Create(path))
        {
            file.SetLength(320L << 20);
        }

        var tree = folder.PathOf("tree.proto");
        folder.Write("payload"u8, "payload");
        File.WriteAllText(tree, $"/\n0 0\nd--755 0 0\nsub d--755 0 0\nfile ---644 0 0 {folder.PathOf("payload")}\n$\n$\n");
        Tool.RunChecked("mkfs.xfs", "-q", "-L", "THEIRS", "-p", tree, path);

        var root = Inspect(path);

        var xfs = root.Walk().Single(node => node.Kind == InspectKind.Xfs);
        Assert.Contains(xfs.Facts.Single(fact => fact.Name == "UUID").Text, Tool.RunChecked("xfs_db", "-r", "-c", "uuid", path), StringComparison.Ordinal);
        Assert.Contains(xfs.Name, Tool.RunChecked("xfs_db", "-r", "-c", "label", path), StringComparison.Ordinal);
        Assert.Equal("payload"u8.ToArray(), ImageAddress.Parse("sub/file").Find(root).OpenContent()!.ToArray());
    }

    [Fact]
    public void Xfs_tree_is_the_one_that_xfs_db_lists()
    {
        if (Tool.IsMissing("xfs_db"))
        {
            return;
        }

        var path = folder.Write(InspectSamples.Xfs(), "boot.xfs");
        if (Tool.Run("xfs_db", "-r", "-c", "ls /", path) is not { ExitCode: 0, Output: { Length: > 0 } top })
        {
            return;                                            // xfs_db learned `ls` in 5.11
        }

        var theirs = Names(top).Concat(Names(Tool.RunChecked("xfs_db", "-r", "-c", "ls /A", path)).Select(name => $"A/{name}"))
            .Concat(Names(Tool.RunChecked("xfs_db", "-r", "-c", "ls /grub", path)).Select(name => $"grub/{name}"));
        Assert.Equal(Sorted(theirs), Sorted(Paths(Inspect(path), InspectKind.Xfs)));
    }

    [Fact]
    public void Iso_tree_and_volume_id_are_those_of_isoinfo()
    {
        if (Tool.IsMissing("isoinfo"))
        {
            return;
        }

        var path = folder.Write(InspectSamples.Iso(), "image.iso");

        var root = Inspect(path);

        var listed = Tool.RunChecked("isoinfo", "-R", "-f", "-i", path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim().TrimStart('/'));
        var iso = root.Walk().Single(node => node.Kind == InspectKind.Iso);
        Assert.Equal(Sorted(listed), Sorted(Paths(root, InspectKind.Iso)));
        Assert.Contains($"Volume id: {iso.Name}", Tool.RunChecked("isoinfo", "-d", "-i", path), StringComparison.Ordinal);
    }

    [Fact]
    public void Partitions_are_those_of_sfdisk()
    {
        if (Tool.IsMissing("sfdisk"))
        {
            return;
        }

        var path = folder.Write(InspectSamples.Disk(hasBoot: true), "disk.raw");

        var dump = Tool.RunChecked("sfdisk", "--dump", path);

        var partitions = Inspect(path).Walk().Where(node => node.Kind == InspectKind.Partition).ToList();
        Assert.Equal(6, partitions.Count);
        Assert.All(partitions, partition =>
        {
            var first = Fact(partition, "first LBA");
            var size = long.Parse(Fact(partition, "last LBA")) - long.Parse(first) + 1;
            Assert.Matches(
                $"start= *{first}, size= *{size}, type={Fact(partition, "type GUID")}, uuid={Fact(partition, "partition GUID")}, name=\"{partition.Name}\"".ToUpperInvariant(),
                dump.ToUpperInvariant());
        });
    }

    [Theory]
    [InlineData("qcow2")]
    [InlineData("qcow2", "-c")]
    [InlineData("qcow2", "-o", "cluster_size=4096,compat=0.10")]
    [InlineData("vpc", "-o", "force_size")]
    [InlineData("vpc", "-o", "subformat=fixed,force_size")]
    [InlineData("vmdk")]
    [InlineData("vmdk", "-o", "subformat=streamOptimized")]
    [InlineData("vhdx")]
    public void An_image_that_qemu_made_of_a_disk_is_inspected_like_the_disk(string format, params string[] options)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        var disk = InspectSamples.Disk();
        var theirs = QemuImg.Convert(folder, disk, format, options);

        Assert.Equal(DiskText(Inspect(folder.Write(disk, "disk.raw"))), DiskText(Inspect(theirs)));
    }

    [Theory]
    [InlineData("out.qcow2", null, "qcow2", true)]
    [InlineData("out.vhd", null, "vpc", false)]
    [InlineData("out.vhd", "vhd-dynamic", "vpc", false)]
    [InlineData("out.vmdk", null, "vmdk", true)]
    [InlineData("out.vmdk", "vmdk-stream", "vmdk", true)]
    [InlineData("out.vhdx", null, "vhdx", true)]
    public void Convert_is_identical_and_clean_for_qemu(string name, string? format, string qemuFormat, bool hasCheck)
    {
        if (Tool.IsMissing("qemu-img"))
        {
            return;
        }

        var disk = InspectSamples.Disk(hasBoot: true);
        var theirs = QemuImg.Convert(folder, disk, "qcow2", "-c");
        var request = ConvertRequest.Create(
            folder.PathOf(name), format, null, null, InspectSamples.Epoch, new WriteOptions(folder.Folder, 2));

        new ImageConverter(scratch).Convert(theirs, request, CancellationToken.None);

        QemuImg.AssertHolds(folder, folder.PathOf(name), qemuFormat, disk);
        if (hasCheck)
        {
            QemuImg.AssertClean(folder.PathOf(name), qemuFormat);
        }
    }

    [Fact]
    public void Initramfs_of_the_cpio_program_is_listed()
    {
        if (Tool.IsMissing("cpio", "xz"))
        {
            return;
        }

        Directory.CreateDirectory(folder.PathOf("tree/etc"));
        folder.Write("root"u8, "tree/etc/name");
        Tool.RunChecked("sh", "-c", $"cd {folder.PathOf("tree")} && find . | LC_ALL=C sort | cpio -o -H newc 2>/dev/null | xz --check=crc32 > ../init.xz");

        var root = Inspect(folder.PathOf("init.xz"));

        Assert.Equal([".", "etc", "etc/name"], root.Walk().Single(node => node.Kind == InspectKind.Segment).Children.Select(node => node.Name));
        Assert.Equal("root"u8.ToArray(), ImageAddress.Parse("etc/name").Find(root).OpenContent()!.ToArray());
    }

    [Fact]
    public void Tar_of_gnu_tar_with_a_sparse_disk_is_read()
    {
        if (Tool.IsMissing("tar", "gzip"))
        {
            return;
        }

        var disk = InspectSamples.Disk(hasBoot: true);
        folder.Write(disk, "disk.raw");
        Tool.RunChecked("tar", "--format=oldgnu", "-Sczf", folder.PathOf("gcp.tar.gz"), "-C", folder.Folder, "disk.raw");

        Assert.Equal(DiskText(Inspect(folder.PathOf("disk.raw"))), DiskText(Inspect(folder.PathOf("gcp.tar.gz"))));
    }

    public void Dispose()
    {
        scratch.Dispose();
        folder.Dispose();
    }

    private static string DiskText(InspectNode root) => InspectText.Write(root.Walk().Single(node => node.Kind == InspectKind.Disk));

    private static string Fact(InspectNode node, string name) => node.Facts.Single(fact => fact.Name == name).Text;

    private static IEnumerable<string> Names(string listing) => listing.Split('\n')
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length >= 6)
        .Select(words => words[5])
        .Where(name => name is not ("." or ".."));

    private static List<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    /// <summary>Paths of files, links and directories of the one file system of that kind.</summary>
    private static IEnumerable<string> Paths(InspectNode root, InspectKind kind) =>
        Below(root.Walk().Single(node => node.Kind == kind), string.Empty);

    private static IEnumerable<string> Below(InspectNode node, string prefix) => node.Children
        .Where(child => child.Kind is InspectKind.Directory or InspectKind.File or InspectKind.Symlink)
        .SelectMany(child => Below(child, $"{prefix}{child.Name}/").Prepend(prefix + child.Name));

    private InspectNode Inspect(string path)
    {
        var bytes = new FileBytes(path);
        return new ImageInspector(scratch).Inspect(ExtentMap.FromSource(bytes), Path.GetFileName(path), new InspectOptions(), CancellationToken.None);
    }
}
