using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Squashfs;

public sealed class SquashfsWriterTests
{
    private static readonly SquashfsOptions Options = new() { Time = new SourceDateEpoch(0x11223344), Threads = 1, Level = 3 };

    [Fact]
    public void Write_makes_the_golden_superblock_of_an_empty_tree()
    {
        var image = Write(new FileTreeBuilder().Build(), Options);

        Assert.Equal(4096, image.Length);
        Assert.Equal(
            "68737173" + "01000000" + "44332211" + "00000200" + "00000000" + "0600" + "1100" + "C006" + "0100" + "0400" + "0000",
            Convert.ToHexString(image.AsSpan(0, 32)));
    }

    [Theory]
    [InlineData(SquashfsCompression.Zstandard)]
    [InlineData(SquashfsCompression.Xz)]
    public void Write_gives_the_same_bytes_with_any_number_of_threads(SquashfsCompression compression)
    {
        var options = Options with { Compression = compression, BlockBytes = 4096 };

        var one = Write(Sample(), options);

        Assert.Equal(one, Write(Sample(), options with { Threads = 7 }));
        Assert.NotEqual(one, Write(Sample(), options with { Level = 1, Time = new SourceDateEpoch(5) }));
    }

    [Fact]
    public void Write_stores_equal_contents_once()
    {
        var noise = Noise(100_000);
        var builder = new FileTreeBuilder();
        builder.AddFile("a", new MemorySource(noise));
        var once = Write(builder.Build(), Options with { BlockBytes = 4096 }).Length;
        builder.AddFile("b", new MemorySource((byte[])noise.Clone()));
        builder.AddFile("c", new MemorySource(noise.AsMemory(0, 3000)));
        builder.AddFile("d", new MemorySource(noise.AsMemory(0, 3000).ToArray()));

        var image = Write(builder.Build(), Options with { BlockBytes = 4096 });

        Assert.InRange(image.Length, once, once + 8192);
    }

    [Fact]
    public void Write_does_not_store_zeros()
    {
        var builder = new FileTreeBuilder();
        builder.AddFile("zeros", new ExtentMapBuilder().Build(50 << 20).AsSource());

        Assert.Equal(4096, Write(builder.Build(), Options).Length);
    }

    [Fact]
    public void Write_begins_where_the_stream_stands_and_ends_behind_the_image()
    {
        using var stream = new MemoryStream();
        stream.Write("before"u8);

        var length = SquashfsWriter.Write(Sample(), stream, Options, CancellationToken.None);

        Assert.Equal(length + 6, stream.Position);
        Assert.Equal("beforehsqs", Encoding.ASCII.GetString(stream.ToArray(), 0, 10));
        Assert.Equal(Write(Sample(), Options), stream.ToArray()[6..]);
    }

    [Fact]
    public void Write_refuses_devices_that_were_not_asked_for()
    {
        var builder = new FileTreeBuilder();
        builder.AddSpecial("null", TreeSpecialKind.CharacterDevice, 0x1B6, 1, 3);

        Assert.Equal("IMG2124", Assert.Throws<InvalidInputException>(() => Write(builder.Build(), Options)).Code);
    }

    [Fact]
    public void Write_refuses_names_and_targets_that_do_not_fit()
    {
        var longName = new TreeDirectory(string.Empty, 0, [new TreeSymlink(new string('n', 256), "t")]);
        var longTarget = new TreeDirectory(string.Empty, 0, [new TreeSymlink("n", new string('t', 65536))]);

        Assert.Equal("IMG2122", Assert.Throws<InvalidInputException>(() => Write(longName, Options)).Code);
        Assert.Equal("IMG2123", Assert.Throws<InvalidInputException>(() => Write(longTarget, Options)).Code);
    }

    [Theory]
    [InlineData(SquashfsCompression.Zstandard, 23, 131072, null, "IMG2121")]
    [InlineData(SquashfsCompression.Xz, 10, 131072, null, "IMG2121")]
    [InlineData(SquashfsCompression.Zstandard, 3, 2048, null, "IMG2121")]
    [InlineData(SquashfsCompression.Zstandard, 3, 5000, null, "IMG2120")]
    [InlineData(SquashfsCompression.Xz, 3, 131072, 20480, "IMG2120")]
    public void Write_refuses_options_outside_their_range(
        SquashfsCompression compression, int level, int blockBytes, int? dictionaryBytes, string code)
    {
        var options = Options with { Compression = compression, Level = level, BlockBytes = blockBytes, DictionaryBytes = dictionaryBytes };

        Assert.Equal(code, Assert.Throws<InvalidInputException>(() => Write(Sample(), options)).Code);
    }

    [Fact]
    public void Write_refuses_gzip() =>
        Assert.Equal(
            "IMG3061",
            Assert.Throws<UnsupportedException>(() => Write(Sample(), Options with { Compression = SquashfsCompression.Gzip })).Code);

    [Fact]
    public void Write_hands_on_the_error_of_a_source()
    {
        var builder = new FileTreeBuilder();
        builder.AddFile("broken", new BrokenSource());

        Assert.Equal("IMG6002", Assert.Throws<FileAccessException>(() => Write(builder.Build(), Options)).Code);
    }

    internal static byte[] Write(TreeDirectory tree, SquashfsOptions options)
    {
        using var stream = new MemoryStream();
        SquashfsWriter.Write(tree, stream, options, CancellationToken.None);
        return stream.ToArray();
    }

    internal static TreeDirectory Sample()
    {
        var builder = new FileTreeBuilder();
        builder.AddText("etc/hello", "hello\n");
        builder.AddHardLink("etc/again", "etc/hello");
        builder.AddSymlink("etc/link", "hello");
        builder.AddFile("usr/lib/noise", new MemorySource(Noise(70_001)));
        builder.AddText("usr/lib/text", string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number}\n")), 0x1ED);
        builder.AddFile("usr/lib/zeros", new MemorySource(new byte[20_000]));
        for (var number = 0; number < 1500; number++)
        {
            builder.AddText($"many/a-name-of-some-length-{number:D5}", $"{number}");
        }

        return builder.Build();
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        for (var (index, state) = (0, 1u); index < length; index++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            bytes[index] = (byte)(state >> 24);
        }

        return bytes;
    }

    private sealed class BrokenSource : ByteSource
    {
        public override long LengthBytes => 1 << 20;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) => throw new FileAccessException("IMG6002", "gone");
    }
}
