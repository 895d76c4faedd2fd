using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Iso9660;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Iso9660;

public sealed class IsoReaderTests
{
    private static readonly string LongTarget = "/" + string.Join('/', Enumerable.Range(0, 90).Select(n => $"component-{n}-{new string('x', 45)}"));

    [Fact]
    public void Read_gives_the_tree_back()
    {
        var tree = Tree();
        var image = IsoImage.Create(IsoImageTests.Options() with { VolumeSetId = "set", PublisherId = "pub" }, tree);

        var volume = IsoReader.Read(image.Map.AsSource());

        Assert.True(IsoReader.IsIso(image.Map.AsSource()));
        Assert.True(volume.HasRockRidge);
        Assert.Equal(("TEST", "set", "pub"), (volume.VolumeId, volume.VolumeSetId, volume.PublisherId));
        Assert.Equal("2025100908532000", volume.Modified);
        Assert.Equal(image.Map.LengthBytes, volume.VolumeBytes);
        Assert.Equal(Dump(tree), Dump(volume.Root));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_gives_devices_pipes_and_sockets_back(bool joliet)
    {
        var tree = new FileTreeBuilder();
        tree.AddSpecial("big", TreeSpecialKind.BlockDevice, 0x1B0, 0xFFF, 0xF_FFFF);
        tree.AddSpecial("null", TreeSpecialKind.CharacterDevice, 0x1B6, 1, 3);
        tree.AddSpecial("pipe", TreeSpecialKind.Fifo, 0x180);
        tree.AddSpecial("socket", TreeSpecialKind.Socket, 0x1FF);
        tree.AddSpecial("unnamed", TreeSpecialKind.BlockDevice, 0x180, 0, 255);

        var image = IsoImage.Create(IsoImageTests.Options() with { Joliet = joliet }, tree.Build());

        Assert.Equal(tree.Build().Children, IsoReader.Read(image.Map.AsSource()).Root.Children);
    }

    [Fact]
    public void Read_finds_both_boot_images()
    {
        var bios = IsoImageTests.Source(5001, 1);
        var esp = new ExtentMapBuilder();
        esp.Add(0, "FAT"u8.ToArray());
        var options = IsoImageTests.Options() with
        {
            BiosBoot = new(bios),
            EfiSystemPartition = esp.Build(100L << 20),
            Hybrid = new(Guid.Empty, Guid.Empty),
        };

        var volume = IsoReader.Read(IsoImage.Create(options, Tree()).Map.AsSource());

        Assert.Equal([(0, true, 4, 5001L), (0xEF, true, 0, (100L << 20) + 18432)],
            volume.BootEntries.Select(e => ((int)e.Platform, e.IsBootable, e.VirtualSectors, e.Content.LengthBytes)));
        Assert.Equal("FAT"u8, volume.BootEntries[1].Content.ReadAtMost(0, 3));
    }

    [Fact]
    public void Read_joins_the_sections_of_a_large_file()
    {
        var big = new ExtentMapBuilder();
        big.Add(0xFFFF_F800L, "second section"u8.ToArray());
        var tree = new FileTreeBuilder();
        tree.AddFile("big", big.Build(0x1_0000_1000L).AsSource());

        var root = IsoReader.Read(IsoImage.Create(IsoImageTests.Options(), tree.Build()).Map.AsSource()).Root;

        var content = Assert.IsType<TreeFile>(root.Children.Single()).Content;
        Assert.Equal(0x1_0000_1000L, content.LengthBytes);
        Assert.Equal("second section"u8, content.ReadAtMost(0xFFFF_F800L, 14));
    }

    [Fact]
    public void Read_refuses_a_directory_that_contains_itself()
    {
        var bytes = Bytes(IsoImageTests.Tree(("a/b", "x")));
        bytes.AsSpan((20 * 2048) + 2, 4).CopyTo(bytes.AsSpan((20 * 2048) + ThirdRecord(bytes) + 2));

        var error = Assert.Throws<InvalidInputException>(() => IsoReader.Read(new MemorySource(bytes)));

        Assert.Equal("IMG2262", error.Code);
        Assert.Contains("/a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_refuses_a_file_beyond_the_end()
    {
        var bytes = Bytes(IsoImageTests.Tree(("a", "x")));

        var error = Assert.Throws<InvalidInputException>(() => IsoReader.Read(new MemorySource(bytes.AsMemory(0, bytes.Length - 2048))));

        Assert.Equal("IMG2268", error.Code);
        Assert.Contains("\"/a\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_refuses_a_name_that_leaves_its_directory()
    {
        var bytes = Bytes(IsoImageTests.Tree(("aXXb", "x")));
        var name = bytes.AsSpan().IndexOf("aXXb"u8);
        "../b"u8.CopyTo(bytes.AsSpan(name));

        var error = Assert.Throws<InvalidInputException>(() => IsoReader.Read(new MemorySource(bytes)));

        Assert.Equal("IMG2269", error.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40000)]
    public void Read_refuses_what_is_no_iso(int length)
    {
        var source = new MemorySource(new byte[length]);

        var error = Assert.Throws<InvalidInputException>(() => IsoReader.Read(source));

        Assert.False(IsoReader.IsIso(source));
        Assert.Equal("IMG2260", error.Code);
    }

    [Fact]
    public void Read_fails_only_by_typed_errors_when_bytes_change()
    {
        var bytes = Bytes(Small());
        var metadata = Enumerable.Range(16 * 2048, bytes.Length - (16 * 2048)).Where(index => bytes[index] != 0 || index % 41 == 0);

        var unexpected = metadata.Select(index => Mutate(bytes, index)).Where(outcome => outcome is not null);

        Assert.Empty(unexpected);
    }

    private static string? Mutate(byte[] whole, int index)
    {
        var changed = whole.ToArray();
        changed[index] ^= 0xA5;
        return Record.Exception(() => Dump(IsoReader.Read(new MemorySource(changed)).Root)) switch
        {
            null or ImagerException => null,
            var other => $"byte {index}: {other}",
        };
    }

    private static TreeDirectory Tree()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("boot/vmlinuz", IsoImageTests.Source(3000, 7), Convert.ToInt32("600", 8));
        tree.AddText("boot/" + new string('n', 255), "long name");
        tree.AddText("boot/grüße", "umlaut");
        tree.AddText("BOOT/x", "x");
        tree.AddText("empty", string.Empty);
        tree.AddDirectory("none", Convert.ToInt32("700", 8));
        tree.AddSymlink("link", "../boot/./vmlinuz");
        tree.AddSymlink("far", LongTarget);
        tree.AddSymlink("root", "/");
        tree.AddText(string.Join('/', Enumerable.Repeat("d", 30)) + "/leaf", "deep");
        return tree.Build();
    }

    private static TreeDirectory Small()
    {
        var tree = new FileTreeBuilder();
        tree.AddText("boot/" + new string('n', 255), "long name");
        tree.AddSymlink("boot/link", LongTarget[..900]);
        return tree.Build();
    }

    private static List<string> Dump(TreeDirectory root) =>
        [.. root.Walk().Select(item => item.Node switch
        {
            TreeFile file => $"{item.Path} {file.Mode} {Convert.ToHexString(file.Content.ReadAtMost(0, 4000))}",
            TreeSymlink link => $"{item.Path} -> {link.Target}",
            _ => $"{item.Path}/ {item.Node.Mode}",
        })];

    private static byte[] Bytes(TreeDirectory tree) => IsoImage.Create(IsoImageTests.Options(), tree).Map.AsSource().ToArray();

    private static int ThirdRecord(byte[] bytes) => bytes[20 * 2048] + bytes[(20 * 2048) + bytes[20 * 2048]];
}
