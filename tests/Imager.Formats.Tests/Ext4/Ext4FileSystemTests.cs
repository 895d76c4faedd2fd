using Imager.Core;
using Imager.Formats.Ext4;
using Imager.Formats.Extents;
using Imager.Formats.Tests.Xfs;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Ext4;

public sealed class Ext4FileSystemTests
{
    private static readonly Guid Uuid = new("3b5449bc-c21f-8009-8b51-18945967f8df");
    private static readonly Ext4Options Options = new(ByteSize.FromMiB(40), "IMAGECACHE", Uuid, Uuid, SourceDateEpoch.Default);

    [Fact]
    public void Create_starts_with_the_superblock_of_the_specification_when_empty()
    {
        var head = Create(Options with { Size = ByteSize.FromMiB(2) }).AsSource().ReadAtMost(1024, 136);

        Assert.Equal(
            "00040000" + "00020000" + "00000000" + "BA010000" + "F5030000" + "00000000" + "02000000" + "02000000"  // counts
            + "00800000" + "00800000" + "00040000" + "00000000" + "0078E768" + "0000" + "FFFF" + "53EF" + "0100" + "0100" + "0000"
            + "0078E768" + "00000000" + "00000000" + "01000000" + "00000000" + "0B000000" + "0001" + "0000"
            + "28000000" + "42000000" + "63000000" + "3B5449BCC21F80098B5118945967F8DF" + "494D41474543414348450000000000",
            Convert.ToHexString(head)[..270]);
    }

    [Fact]
    public void Create_costs_only_metadata_and_never_reads_file_contents()
    {
        var tree = new FileTreeBuilder();
        var payload = new ExtentMapBuilder().Build(1 << 30).AsSource();
        tree.AddFile("blob/layer", payload);

        var image = Create(Options with { Size = ByteSize.FromGiB(100) }, tree);

        Assert.Equal(1L << 30, image.Extents.Where(extent => extent.Source == payload).Sum(extent => extent.LengthBytes));
        Assert.InRange(image.PayloadBytes, 1, 10 << 20);
    }

    [Fact]
    public void Create_gives_the_same_bytes_for_the_same_input_and_others_for_another_epoch()
    {
        var first = Hash(Create(Options, XfsFileSystemTests.Sample()));

        Assert.Equal(first, Hash(Create(Options, XfsFileSystemTests.Sample())));
        Assert.NotEqual(first, Hash(Create(Options with { Epoch = new SourceDateEpoch(1) }, XfsFileSystemTests.Sample())));
    }

    [Fact]
    public void ReadTree_equals_what_was_written_and_adds_lost_and_found()
    {
        var expected = XfsFileSystemTests.Sample();
        expected.AddDirectory("lost+found", 0x1C0);

        var read = Ext4Reader.Open(Create(Options, XfsFileSystemTests.Sample()).AsSource());

        Assert.Equal(("IMAGECACHE", Uuid, ByteSize.FromMiB(40)), (read.Label, read.Uuid, read.Size));
        Assert.Equal(XfsReaderTests.Describe(expected.Build()), XfsReaderTests.Describe(read.ReadTree()));
    }

    [Theory]
    [InlineData(1L << 20, "IMAGECACHE", "IMG2393")]
    [InlineData((4L << 20) + 512, "IMAGECACHE", "IMG2393")]
    [InlineData(17L << 40, "IMAGECACHE", "IMG2393")]
    [InlineData(4L << 20, "SEVENTEEN-LETTERS", "IMG2394")]
    public void Create_refuses_options_that_cannot_work(long sizeBytes, string label, string code) =>
        Assert.Equal(code, Code(() => Create(Options with { Size = new ByteSize(sizeBytes), Label = label })));

    [Fact]
    public void Create_refuses_names_and_links_that_are_too_long()
    {
        var name = new FileTreeBuilder();
        name.AddText(new string('n', 256), "x");
        var link = new FileTreeBuilder();
        link.AddSymlink("link", new string('t', 4096));

        Assert.Equal("IMG2395", Code(() => Create(Options, name)));
        Assert.Equal("IMG2395", Code(() => Create(Options, link)));
    }

    [Fact]
    public void The_advice_for_contents_that_do_not_fit_is_enough()
    {
        var tree = new FileTreeBuilder();
        tree.AddFile("blob", new ExtentMapBuilder().Build(3L << 30).AsSource());
        var error = Assert.Throws<InvalidInputException>(() => Create(Options, tree));
        var advised = ByteSize.Parse(error.Message.Split("at least ")[1].Split(" larger")[0]);

        Assert.Equal("IMG2397", error.Code);
        Assert.NotNull(Create(Options with { Size = Options.Size + advised }, tree));
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    [InlineData(9u, true)]
    [InlineData(15u, false)]
    [InlineData(25u, true)]
    [InlineData(49u, true)]
    public void Superblock_copies_lie_in_groups_0_1_and_powers_of_3_5_7(uint group, bool expected) =>
        Assert.Equal(expected, Ext4Geometry.HasSuperblock(group));

    [Fact]
    public void A_last_group_that_is_too_small_is_cut_off()
    {
        var geometry = Ext4Geometry.Create((128L << 20) + (10 * 4096), 100)!;

        Assert.Equal((1u, 32768u), (geometry.GroupCount, geometry.BlockCount));
    }

    [Fact]
    public void Open_refuses_what_is_no_ext4_and_unknown_features()
    {
        var image = Create(Options).AsSource().ToArray();

        Assert.Equal("IMG2390", Code(() => Ext4Reader.Open(new MemorySource(new byte[4096]))));
        Assert.Equal("IMG2391", Code(() => Ext4Reader.Open(new MemorySource(image.AsMemory(0, 4096)))));
        image[1024 + 96] |= 0x10;
        Assert.Equal("IMG3258", Code(() => Ext4Reader.Open(new MemorySource(image))));
    }

    [Fact]
    public void ReadTree_throws_only_typed_errors_when_metadata_is_mutated()
    {
        // Superblock, descriptors, bitmaps, inode table, then the directories and files of a small tree.
        var tree = new FileTreeBuilder();
        tree.AddText("a/b", "1");
        tree.AddSymlink("link", new string('x', 100));
        var image = Create(Options with { Size = ByteSize.FromMiB(2) }, tree).AsSource().ToArray();

        Mutations.Run(image, 500, mutant => Read(mutant), 1024 + 512);
        Mutations.Run(image[(4 * 4096)..], 500, mutant => Read([.. image[..(4 * 4096)], .. mutant]), 20 * 256);
        Mutations.Run(image[(68 * 4096)..], 500, mutant => Read([.. image[..(68 * 4096)], .. mutant]), 4 * 4096);
    }

    private static ExtentMap Read(byte[] image)
    {
        Ext4Reader.Open(new MemorySource(image)).ReadTree();
        return new ExtentMapBuilder().Build(0);
    }

    private static ExtentMap Create(Ext4Options options, FileTreeBuilder? tree = null) =>
        Ext4FileSystem.Create(options, (tree ?? new FileTreeBuilder()).Build());

    private static string Code(Action action) => Assert.ThrowsAny<ImagerException>(action).Code;

    private static string Hash(ExtentMap map) => string.Join(
        '\n', map.Extents.Select(extent => $"{extent.OffsetBytes} {Digest.Sha256(extent.Source.ToArray())}"));
}
