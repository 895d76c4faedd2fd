using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;

namespace Imager.Formats.Tests.Xfs;

public sealed class XfsReaderTests
{
    private const int RootInodeOffset = 16 * 4096;
    private static readonly ExtentMap Image = XfsFileSystemTests.SampleImage();

    [Fact]
    public void ReadTree_equals_what_was_written()
    {
        var expected = XfsFileSystemTests.Sample().Build();

        var read = XfsReader.Open(Image.AsSource()).ReadTree();

        Assert.Equal(Describe(expected), Describe(read));
    }

    [Fact]
    public void Open_refuses_what_is_no_xfs()
    {
        Assert.Equal("IMG2317", Code(() => XfsReader.Open(new MemorySource(new byte[100]))));
        Assert.Equal("IMG2300", Code(() => XfsReader.Open(new MemorySource(new byte[4096]))));
    }

    [Fact]
    public void Open_names_the_superblock_when_its_checksum_is_wrong()
    {
        var image = Patched(110, [0x58], crcAt: null);

        Assert.Equal("IMG2301", Code(() => XfsReader.Open(image)));
    }

    [Fact]
    public void Open_refuses_a_truncated_image()
    {
        var image = new ExtentMapBuilder();
        image.Add(0, Image.AsSource(), 0, 1 << 20);

        Assert.Equal("IMG2302", Code(() => XfsReader.Open(image.Build(1 << 20).AsSource())));
    }

    [Fact]
    public void Open_refuses_unknown_incompatible_features()
    {
        var image = Patched(216, [0, 0, 0x80, 0x0B], crcAt: (0, 512, 224));

        Assert.Equal("IMG3241", Code(() => XfsReader.Open(image)));
    }

    [Fact]
    public void ReadTree_refuses_a_directory_that_contains_itself()
    {
        // The first entry of the root ("A") is its short form's first inode number, at fork offset 6 + 3 + 1 + 1.
        var image = Patched(RootInodeOffset + 176 + 11, [0, 0, 0, 128], crcAt: (RootInodeOffset, 512, 100));

        Assert.Equal("IMG2319", Code(() => XfsReader.Open(image).ReadTree()));
    }

    [Fact]
    public void ReadTree_throws_only_typed_errors_when_inodes_are_mutated_and_resealed()
    {
        var state = 12345u;
        uint Next(uint limit) => (state = (state * 1_664_525) + 1_013_904_223) / (uint.MaxValue / limit + 1);

        var codes = Enumerable.Range(0, 3000).Select(_ =>
        {
            var slot = RootInodeOffset + (int)(Next(12) * 512);
            return Code(() => XfsReader.Open(Patched(slot + (int)Next(512), [(byte)Next(256)], crcAt: (slot, 512, 100))).ReadTree());
        }).ToList();

        Assert.Contains("IMG2303", codes);
        Assert.Contains(null, codes);
    }

    private static string? Code(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ImagerException error)
        {
            return error.Code;
        }
    }

    /// <summary>The sample image with bytes replaced and, on request, the checksum around them made right again.</summary>
    private static ExtentMapSource Patched(int offset, byte[] bytes, (int Start, int Length, int Field)? crcAt)
    {
        var image = Image;
        var head = image.AsSource().ReadAtMost(0, RootInodeOffset + 32768);
        bytes.CopyTo(head, offset);
        if (crcAt is { } place)
        {
            var area = head.AsSpan(place.Start, place.Length);
            area.Slice(place.Field, 4).Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(area[place.Field..], Crc32C.Compute(area));
        }

        var patched = new ExtentMapBuilder();
        patched.Add(0, head);
        patched.Add(head.Length, image.AsSource(), head.Length, image.LengthBytes - head.Length);
        return new ExtentMapSource(patched.Build(image.LengthBytes));
    }

    internal static string Describe(TreeDirectory root) => string.Join('\n', root.Walk().Select(item => item.Node switch
    {
        TreeFile file => $"{item.Path} {file.Mode} {Digest.Sha256(file.Content.ToArray())}",
        TreeSymlink link => $"{item.Path} -> {link.Target}",
        TreeSpecial special => $"{item.Path} {special}",
        _ => $"{item.Path}/ {item.Node.Mode}",
    }));
}
