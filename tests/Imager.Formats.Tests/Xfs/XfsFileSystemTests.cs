using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;

namespace Imager.Formats.Tests.Xfs;

public sealed class XfsFileSystemTests
{
    private static readonly XfsOptions Options = new(
        ByteSize.FromMiB(300), 512, "BOOT", new Guid("24c73076-4092-85dd-9d98-686a2dbf6d81"), SourceDateEpoch.Default);

    [Fact]
    public void Create_starts_with_the_superblock_of_the_specification_when_empty()
    {
        var head = new byte[264];

        Create(Options).ReadExactly(0, head);

        Assert.Equal(
            "58465342000010000000000000012C0000000000000000000000000000000000"     // XFSB, 4096, 76800 blocks, no realtime
            + "24C73076409285DD9D98686A2DBF6D81000000000001000A0000000000000080"   // UUID, log in AG 2, root inode 128
            + "000000000000008100000000000000820000000100004B000000000400000000"   // special inodes, 4 AGs of 19200 blocks
            + "00004000B4A5020002000008424F4F5400000000000000000C0909030F000019"   // log 16384 blocks, label BOOT, logs
            + "0000000000000040000000000000003D000000000000EBE00000000000000000",  // 64 inodes, 61 free, free blocks
            Convert.ToHexString(head[..160]));
    }

    [Fact]
    public void Create_costs_only_metadata_when_empty()
    {
        var image = Create(Options with { Size = ByteSize.FromGiB(2000) });

        Assert.Equal(ByteSize.FromGiB(2000).Bytes, image.LengthBytes);
        Assert.InRange(image.PayloadBytes, 1, 200_000);
    }

    [Fact]
    public void Create_never_reads_file_contents()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("payload", new UnreadableSource(100 << 20));

        var image = Create(Options with { Size = ByteSize.FromMiB(500) }, tree);

        Assert.Equal(100 << 20, image.Extents.Where(extent => extent.Source is UnreadableSource).Sum(extent => extent.LengthBytes));
    }

    [Fact]
    public void Create_gives_the_same_bytes_for_the_same_input_and_others_for_another_epoch()
    {
        var first = Hash(Create(Options, Sample()));

        Assert.Equal(first, Hash(Create(Options, Sample())));
        Assert.NotEqual(first, Hash(Create(Options with { Epoch = new SourceDateEpoch(1) }, Sample())));
    }

    [Fact]
    public void Create_places_the_named_files_first_and_in_their_order()
    {
        var options = Options with { PlacedFirst = ["z/kernel", "absent", "a/initramfs", "z/kernel"] };

        Assert.Equal(["a/initramfs", "b", "z/kernel"], Placement(Options));
        Assert.Equal(["z/kernel", "a/initramfs", "b"], Placement(options));
    }

    [Theory]
    [InlineData(299L << 20, 512, "BOOT", "IMG2311")]
    [InlineData((300L << 20) + 512, 512, "BOOT", "IMG2311")]
    [InlineData(300L << 20, 2048, "BOOT", "IMG2310")]
    [InlineData(300L << 20, 512, "THIRTEENCHARS", "IMG2312")]
    [InlineData(300L << 20, 512, "Größe", "IMG2312")]
    public void Create_refuses_options_that_cannot_work(long sizeBytes, int sectorBytes, string label, string code)
    {
        var options = new XfsOptions(new ByteSize(sizeBytes), sectorBytes, label, Options.Uuid, Options.Epoch);

        Assert.Equal(code, Assert.Throws<InvalidInputException>(() => Create(options)).Code);
    }

    [Fact]
    public void Create_accepts_the_limits()
    {
        var tree = new FileTreeBuilder();
        tree.AddText(new string('n', 255), "x");

        var image = Create(Options with { Label = "TWELVE-CHARS" }, tree);

        Assert.Equal("TWELVE-CHARS", XfsReader.Open(image.AsSource()).Label);
    }

    [Fact]
    public void Create_refuses_a_name_of_256_bytes()
    {
        var tree = new FileTreeBuilder();
        tree.AddText(new string('ü', 128), "x");

        var error = Assert.Throws<InvalidInputException>(() => Create(Options, tree));

        Assert.Equal("IMG2314", error.Code);
        Assert.Contains("256 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_says_how_much_is_missing_when_the_contents_do_not_fit()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", new UnreadableSource(300L << 20));

        var error = Assert.Throws<InvalidInputException>(() => Create(Options, tree));

        Assert.Equal("IMG2315", error.Code);
        Assert.Contains("need 300 MiB in whole blocks, but of 300 MiB only 236648 KiB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_advice_for_contents_that_do_not_fit_is_enough()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", new UnreadableSource(300L << 20));
        var message = Assert.Throws<InvalidInputException>(() => Create(Options, tree)).Message;
        var advised = ByteSize.Parse(message.Split("at least ")[1].Split(" larger")[0]);

        Assert.NotNull(Create(Options with { Size = Options.Size + advised }, tree));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(501)]
    public void Create_holds_500_names_in_one_directory_and_refuses_more(int count)
    {
        var tree = new FileTreeBuilder();
        Enumerable.Range(0, count).ToList().ForEach(index => tree.AddText($"d/file-{index:D4}", string.Empty));

        var error = Record.Exception(() => Create(Options, tree));

        Assert.Equal(count == 501 ? "IMG3242" : null, (error as ImagerException)?.Code);
    }

    [Theory]
    [InlineData(0, "IMG2316")]
    [InlineData(1025, "IMG2316")]
    [InlineData(336, null)]
    [InlineData(337, null)]
    [InlineData(1024, null)]
    public void Create_checks_the_length_of_link_targets(int length, string? code)
    {
        var tree = new FileTreeBuilder();
        tree.AddSymlink("link", new string('t', length));

        var error = Record.Exception(() => XfsReader.Open(Create(Options, tree).AsSource()).ReadTree());

        Assert.Equal(code, (error as ImagerException)?.Code);
    }

    [Theory]
    [InlineData(".", 0x2E)]
    [InlineData("..", 0x172E)]
    [InlineData("abc", 0x187163)]
    [InlineData("vmlinuz", 0xCD3A6194)]
    public void Name_hash_equals_what_xfs_db_prints(string name, uint expected) =>
        Assert.Equal(expected, XfsNameHash.Compute(System.Text.Encoding.ASCII.GetBytes(name)));

    [Fact]
    public void Extent_record_keeps_the_widest_values()
    {
        var record = new XfsExtentRecord((1UL << 54) - 1, (1UL << 52) - 1, (1 << 21) - 1, true);
        var bytes = new byte[XfsExtentRecord.SizeBytes];

        record.WriteTo(bytes);

        Assert.Equal(record, XfsExtentRecord.Read(bytes));
        Assert.All(bytes, value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void Inode_chunk_marks_free_inodes_from_the_first_unused_one()
    {
        Assert.Equal(0UL, new XfsInodeChunk(0, 64).FreeMask);
        Assert.Equal(0x8000_0000_0000_0000UL, new XfsInodeChunk(0, 63).FreeMask);
        Assert.Equal(0xFFFF_FFFF_FFFF_FFF8UL, new XfsInodeChunk(0, 3).FreeMask);
    }

    [Fact]
    public void Create_refuses_a_minor_number_of_19_bits()
    {
        var tree = new FileTreeBuilder();
        tree.AddSpecial("dev/big", TreeSpecialKind.BlockDevice, 0x1B0, 259, 1 << 18);

        var error = Assert.Throws<InvalidInputException>(() => Create(Options, tree));

        Assert.Equal("IMG2660", error.Code);
        Assert.Contains("\"/dev/big\" is the device 259:262144; minor numbers end at 262143", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The files of a tree in the order of their data on the disk.</summary>
    private static IEnumerable<string> Placement(XfsOptions options)
    {
        string[] paths = ["z/kernel", "b", "a/initramfs"];
        var contents = paths.ToDictionary(_ => (ByteSource)new UnreadableSource(10_000), path => path);
        var tree = new FileTreeBuilder();
        contents.ToList().ForEach(content => tree.AddFile(content.Value, content.Key));
        return Create(options, tree).Extents.Where(extent => extent.Source is UnreadableSource).Select(extent => contents[extent.Source]);
    }

    internal static FileTreeBuilder Sample()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("A/vmlinuz", new MemorySource(new byte[70_000]));
        tree.AddText("grub/grub.cfg", "set default=0\n", 0x180);
        tree.AddSymlink("link", "A/vmlinuz");
        tree.AddSymlink("long", new string('x', 400));
        tree.AddSpecial("dev/null", TreeSpecialKind.CharacterDevice, 0x1B6, 1, 3);
        tree.AddSpecial("dev/high", TreeSpecialKind.BlockDevice, 0x1B0, 0xFFF, (1 << 18) - 1);
        tree.AddSpecial("dev/first", TreeSpecialKind.BlockDevice, 0x1B0, 255, 255);
        tree.AddSpecial("dev/pipe", TreeSpecialKind.Fifo, 0x180);
        tree.AddSpecial("dev/socket", TreeSpecialKind.Socket, 0x1FF);
        Enumerable.Range(0, 60).ToList().ForEach(index => tree.AddText($"block/file-{index:D3}", $"{index}"));
        Enumerable.Range(0, 200).ToList().ForEach(index => tree.AddText($"leaf/file-{index:D3}", $"{index}"));
        return tree;
    }

    internal static ExtentMap SampleImage() => Create(Options, Sample());

    private static ExtentMap Create(XfsOptions options, FileTreeBuilder? tree = null) =>
        XfsFileSystem.Create(options, (tree ?? new FileTreeBuilder()).Build());

    private static string Hash(ExtentMap map) => string.Join(
        '\n', map.Extents.Select(extent => $"{extent.OffsetBytes} {Digest.Sha256(extent.Source.ToArray())}"));

    private sealed class UnreadableSource(long lengthBytes) : ByteSource
    {
        public override long LengthBytes => lengthBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) =>
            throw new InvalidOperationException("a planner read the payload");
    }
}
