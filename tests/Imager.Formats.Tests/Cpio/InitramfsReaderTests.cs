using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Cpio;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Tests.Cpio;

public sealed class InitramfsReaderTests
{
    private static readonly byte[] Plain = Archive("a/plain", "first");

    [Theory]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Gzip)]
    public void Find_reaches_a_file_behind_other_segments(CompressionFormat format)
    {
        byte[] file = [.. Plain, .. Packed(format, Archive("b", "second")), .. new byte[9], .. Packed(format, Archive("rootfs.sqsh", "third"))];
        using var reader = new InitramfsReader(new MemoryStream(file));

        var entry = reader.Find("rootfs.sqsh");

        Assert.Equal((5, 2, format), (entry!.SizeBytes, entry.Segment, entry.Compression!.Value));
        Assert.Equal("third", new StreamReader(reader.OpenContent()).ReadToEnd());
        Assert.Null(reader.ReadNext());
    }

    [Fact]
    public void ReadNext_follows_archives_inside_one_stream()
    {
        byte[] both = [.. Plain, .. Archive("b", "second")];
        using var reader = new InitramfsReader(new MemoryStream(Packed(CompressionFormat.Xz, both)));

        Assert.Equal(1, reader.Find("b")!.Segment);
    }

    [Fact]
    public void ReadNext_accepts_an_archive_without_a_trailer_at_the_end()
    {
        var trailer = Plain.AsSpan().LastIndexOf("070701"u8);
        using var reader = new InitramfsReader(new MemoryStream(Plain[..trailer]));

        Assert.NotNull(reader.Find("a/plain"));
        Assert.Null(reader.ReadNext());
    }

    [Fact]
    public void ReadNext_names_a_plain_archive_at_an_odd_place()
    {
        byte[] file = [.. Plain, 0, .. Plain];

        Assert.Contains("multiple of 4", Fail(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadNext_refuses_a_path_that_leaves_the_root() =>
        Assert.Contains("leaves the root", Fail(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Plain).Replace("a/plain", "../evil", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadNext_refuses_other_bytes_between_segments() => Assert.Contains("neither", Fail([.. Plain, 1, 2, 3, 4]).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadNext_refuses_a_name_longer_than_the_kernel_takes()
    {
        var file = (byte[])Plain.Clone();
        "00001001"u8.CopyTo(file.AsSpan(94));

        Assert.Contains("name of 4097 bytes", Fail(file).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(111)]
    [InlineData(300)]
    public void ReadNext_refuses_a_file_that_is_cut_off(int length) => Assert.Equal("IMG2113", Fail(Plain[..length]).Code);

    [Fact]
    public void ReadNext_ends_with_a_typed_error_whatever_the_bytes()
    {
        byte[] file = [.. Plain, .. Packed(CompressionFormat.Zstandard, Archive("b", "second")), .. Packed(CompressionFormat.Xz, Plain)];
        for (var index = 0; index < file.Length; index++)
        {
            var mutant = (byte[])file.Clone();
            mutant[index] ^= 0x51;

            var error = Record.Exception(() => ReadAll(mutant));

            Assert.True(error is null or ImagerException, $"byte {index}: {error}");
        }
    }

    private static InvalidInputException Fail(byte[] file) => Assert.Throws<InvalidInputException>(() => ReadAll(file));

    private static void ReadAll(byte[] file)
    {
        using var reader = new InitramfsReader(new MemoryStream(file));
        while (reader.ReadNext() is not null)
        {
        }
    }

    private static byte[] Packed(CompressionFormat format, byte[] archive)
    {
        using var output = new MemoryStream();
        var options = new CompressionOptions { Format = format, Threads = 1 };
        InitramfsSegment.Write(ExtentMap.FromSource(new MemorySource(archive)), output, options, CancellationToken.None);
        return output.ToArray();
    }

    private static byte[] Archive(string path, string text)
    {
        var builder = new FileTreeBuilder();
        builder.AddText(path, text);
        return CpioArchive.Create(builder.Build(), SourceDateEpoch.Default).AsSource().ToArray();
    }
}
