using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Squashfs;

public sealed class SquashfsReaderTests
{
    private static readonly SquashfsOptions Options = new()
    {
        Time = new SourceDateEpoch(77),
        Threads = 2,
        Level = 1,
        BlockBytes = 4096,
        SelinuxLabels = new Dictionary<string, string> { ["etc"] = "label", ["etc/hello"] = "other" },
    };

    [Theory]
    [InlineData(SquashfsCompression.Zstandard)]
    [InlineData(SquashfsCompression.Xz)]
    public void ReadTree_returns_what_was_written(SquashfsCompression compression)
    {
        var written = SquashfsWriterTests.Sample();
        var reader = Open(SquashfsWriterTests.Write(written, Options with { Compression = compression }));

        var read = reader.ReadTree();

        Assert.Equal(written.Walk().Select(Describe), read.Walk().Select(Describe));
        Assert.Equal((77, 4096, compression), (reader.TimeSeconds, reader.BlockBytes, reader.Compression));
        Assert.Equal(2, read.Walk().Select(item => item.Node).OfType<TreeFile>().Count(file => file.LinkGroup is not null));
    }

    [Fact]
    public void ReadAttributes_returns_the_labels()
    {
        var attributes = Open(SquashfsWriterTests.Write(SquashfsWriterTests.Sample(), Options)).ReadAttributes();

        Assert.Equal(["etc", "etc/again", "etc/hello"], attributes.Keys.Order());
        Assert.Equal("other", Encoding.UTF8.GetString(attributes["etc/hello"]["security.selinux"].Span));
    }

    [Fact]
    public void Find_opens_a_file_at_any_offset()
    {
        var file = Assert.IsType<TreeFile>(Open(SquashfsWriterTests.Write(SquashfsWriterTests.Sample(), Options)).Find("/usr/lib/text"));
        var all = file.Content.ToArray();
        var part = new byte[9000];

        file.Content.ReadExactly(4000, part);

        Assert.Equal(all.AsSpan(4000, 9000).ToArray(), part);
    }

    [Fact]
    public void Find_returns_null_for_what_is_not_there() =>
        Assert.Null(Open(SquashfsWriterTests.Write(SquashfsWriterTests.Sample(), Options)).Find("etc/hello/below"));

    [Fact]
    public void Open_names_an_image_that_is_cut_off()
    {
        var image = SquashfsWriterTests.Write(SquashfsWriterTests.Sample(), Options);

        var error = Assert.Throws<InvalidInputException>(() => Open(image[..(image.Length / 2)]));

        Assert.Contains("cut off", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_refuses_a_compressor_that_it_does_not_know()
    {
        var image = SquashfsWriterTests.Write(new FileTreeBuilder().Build(), Options);
        image[20] = 5;

        Assert.Equal("IMG3062", Assert.Throws<UnsupportedException>(() => Open(image)).Code);
    }

    [Fact]
    public void Reading_ends_with_a_typed_error_whatever_the_bytes()
    {
        var builder = new FileTreeBuilder();
        builder.AddText("etc/hello", "hello\n");
        builder.AddText("etc/text", string.Concat(Enumerable.Repeat("0123456789abcdef", 600)));
        builder.AddSymlink("etc/link", "hello");
        var image = SquashfsWriterTests.Write(builder.Build(), Options);
        for (var index = 0; index < Math.Min(image.Length, 1400); index++)
        {
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                var mutant = (byte[])image.Clone();
                mutant[index] ^= change;

                var error = Record.Exception(() => ReadAll(mutant));

                Assert.True(error is null or ImagerException, $"byte {index} ^ {change}: {error}");
            }
        }
    }

    private static void ReadAll(byte[] image)
    {
        var reader = Open(image);
        foreach (var file in reader.ReadTree().Walk().Select(item => item.Node).OfType<TreeFile>())
        {
            file.Content.ReadExactly(0, new byte[Math.Min(file.Content.LengthBytes, 1 << 20)]);
        }

        reader.ReadAttributes();
    }

    private static SquashfsReader Open(byte[] image) => SquashfsReader.Open(new MemorySource(image));

    private static string Describe((string Path, TreeNode Node) item) => item.Node switch
    {
        TreeFile file => $"{item.Path} {file.Mode} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.Content.ToArray()))}",
        TreeSymlink link => $"{item.Path} -> {link.Target}",
        _ => $"{item.Path} {item.Node.Mode}",
    };
}
