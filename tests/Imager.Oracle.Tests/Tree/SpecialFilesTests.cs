using Imager.Core;
using Imager.Formats.Ext4;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;
using Imager.Oracle.Tests.Support;
using Imager.Oracle.Tests.Xfs;

namespace Imager.Oracle.Tests.Tree;

/// <summary>Device nodes, pipes and sockets in file systems, as e2fsprogs, xfsprogs and xorriso see and make them.</summary>
[Trait("Category", "Oracle")]
public sealed class SpecialFilesTests
{
    private const int MostMinorOfXfs = (1 << 18) - 1;

    /// <summary>The first data inode of our XFS: behind root directory and realtime files.</summary>
    private const int XfsFolderInode = 131;

    private static readonly Ext4Options Ext4 =
        new(ByteSize.FromMiB(40), "IMAGECACHE", XfsSamples.Uuid, XfsSamples.Uuid, SourceDateEpoch.Default);

    [Fact]
    public void Ext4_is_clean_for_e2fsck_and_debugfs_shows_kinds_and_numbers()
    {
        if (Tool.IsMissing("e2fsck", "debugfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(Ext4FileSystem.Create(Ext4, Samples(0xF_FFFF).Build()));

        Tool.RunChecked("e2fsck", "-f", "-n", image);
        Assert.Matches("Type: character special +Mode: +0666", Stat("null"));
        Assert.Contains("Device major/minor number: 01:03", Stat("null"), StringComparison.Ordinal);
        Assert.Matches("Type: block special +Mode: +0660", Stat("big"));
        Assert.Contains("major/minor number: 4095:1048575", Stat("big"), StringComparison.Ordinal);
        Assert.Matches("Type: FIFO +Mode: +0600", Stat("pipe"));
        Assert.Matches("Type: socket +Mode: +0777", Stat("socket"));

        string Stat(string name) => Tool.RunChecked("debugfs", "-R", $"stat /dev/{name}", image);
    }

    [Fact]
    public void E2fsck_complains_when_a_device_is_listed_as_a_pipe()
    {
        if (Tool.IsMissing("e2fsck"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var bytes = Ext4FileSystem.Create(Ext4, Samples(1).Build()).AsSource().ToArray();
        var entry = bytes.AsSpan().IndexOf("\u0004\u0003null"u8);    // length and type before the name
        bytes[entry + 1] = 5;

        Assert.NotEqual(0, Tool.Run("e2fsck", "-f", "-n", folder.Write(bytes, "changed.raw")).ExitCode);
    }

    [Fact]
    public void Ext4_reader_finds_what_debugfs_made()
    {
        if (Tool.IsMissing("mkfs.ext4", "debugfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.PathOf("theirs.raw");
        Tool.RunChecked("truncate", "-s", "40M", image);
        Tool.RunChecked("mkfs.ext4", "-q", image);
        var commands = folder.Write("mknod null c 1 3\nmknod old b 8 255\nmknod big b 259 65535\nmknod pipe p\n"u8, "commands");
        Tool.RunChecked("debugfs", "-w", "-f", commands, image);

        var read = Specials(Ext4Reader.Open(new FileBytes(image)).ReadTree());

        Assert.Equal(
            [
                ("big", TreeSpecialKind.BlockDevice, 259, 65535), ("null", TreeSpecialKind.CharacterDevice, 1, 3),
                ("old", TreeSpecialKind.BlockDevice, 8, 255), ("pipe", TreeSpecialKind.Fifo, 0, 0),
            ],
            read);
    }

    [Fact]
    public void Xfs_is_clean_for_xfs_repair_and_xfs_db_shows_kinds_and_numbers()
    {
        if (Tool.IsMissing("xfs_repair", "xfs_db"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.Write(XfsFileSystem.Create(XfsSamples.Options(), Samples(MostMinorOfXfs).Build()));

        Tool.RunChecked("xfs_repair", "-n", "-f", image);
        Assert.Equal(["060660", "0 (dev)", $"0x{(0xFFF << 18) | MostMinorOfXfs:x}"], Inode(1));
        Assert.Equal(["020666", "0 (dev)", $"0x{(1 << 18) | 3:x}"], Inode(2));
        Assert.Equal(["010600", "0 (dev)", "0"], Inode(3));
        Assert.Equal(["0140777", "0 (dev)", "0"], Inode(4));

        string[] Inode(int number) =>
        [
            .. Tool.RunChecked(
                    "xfs_db", "-r", "-c", $"inode {XfsFolderInode + number}", "-c", "p core.mode core.format u3.dev", image)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(" = ")[1]),
        ];
    }

    [Fact]
    public void Xfs_repair_complains_when_a_device_is_listed_as_a_pipe()
    {
        if (Tool.IsMissing("xfs_repair"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var path = folder.Write(XfsFileSystem.Create(XfsSamples.Options(), Samples(1).Build()));
        using (var file = File.Open(path, FileMode.Open))
        {
            var head = new byte[1 << 20];
            file.ReadExactly(head);
            var mode = head.AsSpan().IndexOf((byte[])[0x49, 0x4E, 0x21, 0xB6]);    // magic and the mode of /dev/null
            file.Position = mode + 2;
            file.WriteByte(0x11);
        }

        Assert.NotEqual(0, Tool.Run("xfs_repair", "-n", "-f", path).ExitCode);
    }

    [Fact]
    public void Xfs_reader_finds_what_mkfs_made()
    {
        if (Tool.IsMissing("mkfs.xfs"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var image = folder.PathOf("theirs.raw");
        var proto = folder.Write("/\n0 0\nd--755 0 0\nnull c--666 0 0 1 3\nbig b--660 0 0 259 70000\npipe p--600 0 0\n$\n"u8, "proto");
        Tool.RunChecked("truncate", "-s", "400M", image);
        Tool.RunChecked("mkfs.xfs", "-q", "-p", proto, image);

        var read = Specials(XfsReader.Open(new FileBytes(image)).ReadTree());

        Assert.Equal(
            [
                ("big", TreeSpecialKind.BlockDevice, 259, 70000), ("null", TreeSpecialKind.CharacterDevice, 1, 3),
                ("pipe", TreeSpecialKind.Fifo, 0, 0),
            ],
            read);
    }

    [Fact]
    public void Iso_is_listed_by_xorriso_with_kinds_and_numbers()
    {
        if (Tool.IsMissing("xorriso"))
        {
            return;
        }

        using var folder = new TempArtifact();
        var options = new IsoOptions { VolumeId = "DEVICES", Epoch = SourceDateEpoch.Default };
        var image = folder.Write(IsoImage.Create(options, Samples(70).Build()).Map);

        var listing = Tool.RunChecked("xorriso", "-indev", image, "-lsl", "/dev", "--");

        Assert.Matches(@"crw-rw-rw-.* 1,3 .*'null'", listing);
        Assert.Matches(@"brw-rw----.* 'big'", listing);
        Assert.Matches(@"prw-------.* 'pipe'", listing);
        Assert.Matches(@"srwxrwxrwx.* 'socket'", listing);
    }

    private static FileTreeBuilder Samples(int minor)
    {
        var tree = new FileTreeBuilder();
        tree.AddSpecial("dev/null", TreeSpecialKind.CharacterDevice, 0x1B6, 1, 3);
        tree.AddSpecial("dev/big", TreeSpecialKind.BlockDevice, 0x1B0, 0xFFF, minor);
        tree.AddSpecial("dev/pipe", TreeSpecialKind.Fifo, 0x180);
        tree.AddSpecial("dev/socket", TreeSpecialKind.Socket, 0x1FF);
        return tree;
    }

    private static IEnumerable<(string Name, TreeSpecialKind Kind, int Major, int Minor)> Specials(TreeDirectory root) =>
        root.Walk().Select(item => item.Node).OfType<TreeSpecial>().Select(node => (node.Name, node.Kind, node.Major, node.Minor));
}
