using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using static Imager.Formats.Tests.Compression.CompressionSamples;

namespace Imager.Formats.Tests.Compression;

public sealed class CompressedImageWriterTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    public void Write_reads_back_and_does_not_depend_on_the_threads(CompressionFormat format)
    {
        var image = Image();

        var one = Compress(image, format, threads: 1);
        var two = Compress(image, format, threads: 2);
        var seven = Compress(image, format, threads: 7);

        Assert.Equal(one, two);
        Assert.Equal(one, seven);
        Assert.True(Bytes(image).AsSpan().SequenceEqual(Decompress(one)));
        Assert.NotEqual(one, Compress(Changed(image), format));
        Assert.InRange(one.Length, 2 * MiB, 4 * MiB);
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard, 1)]
    [InlineData(CompressionFormat.Zstandard, 12)]
    [InlineData(CompressionFormat.Xz, 6)]
    [InlineData(CompressionFormat.Xz, 9)]
    [InlineData(CompressionFormat.Gzip, 1)]
    [InlineData(CompressionFormat.Gzip, 9)]
    public void Write_reads_back_at_other_levels(CompressionFormat format, int level)
    {
        var image = Image();

        var compressed = Compress(image, format, level: level);

        Assert.True(Bytes(image).AsSpan().SequenceEqual(Decompress(compressed)));
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard, 0)]
    [InlineData(CompressionFormat.Zstandard, 1)]
    [InlineData(CompressionFormat.Xz, 0)]
    [InlineData(CompressionFormat.Xz, 1)]
    [InlineData(CompressionFormat.Gzip, 0)]
    [InlineData(CompressionFormat.Gzip, 1)]
    [InlineData(CompressionFormat.Gzip, 65535)]
    [InlineData(CompressionFormat.Gzip, 65536)]
    public void Write_reads_back_at_small_sizes(CompressionFormat format, int length)
    {
        var image = ExtentMap.FromSource(new MemorySource(CompressionSamples.Random(length)));

        var content = Decompress(Compress(image, format));

        Assert.Equal(Bytes(image), content);
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard, 10_000)]
    [InlineData(CompressionFormat.Xz, 60_000)]
    [InlineData(CompressionFormat.Gzip, 280_000)]
    public void Write_costs_next_to_nothing_when_the_image_is_a_hole(CompressionFormat format, int limitBytes)
    {
        var image = new ExtentMapBuilder().Build((256 * MiB) + 12345);

        var compressed = Compress(image, format);

        using var content = DecompressionStream.Open(new MemoryStream(compressed));
        Assert.InRange(compressed.Length, 1, limitBytes);
        Assert.Equal(image.LengthBytes, CountZeros(content));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(90)]
    public void Write_stores_a_repeated_source_once_when_it_is_within_the_window(int holeMiB)
    {
        var payload = new MemorySource(CompressionSamples.Random((int)(8 * MiB)));
        var image = new ExtentMapBuilder();
        image.Add(0, payload);
        image.Add((8 + holeMiB) * MiB, payload);

        var compressed = Compress(image.Build((16 + holeMiB) * MiB), CompressionFormat.Zstandard);

        Assert.InRange(compressed.Length, 8 * MiB, 9 * MiB);
    }

    [Fact]
    public void Write_stores_a_repeated_source_twice_when_it_is_beyond_the_window()
    {
        var payload = new MemorySource(CompressionSamples.Random((int)(8 * MiB)));
        var image = new ExtentMapBuilder();
        image.Add(0, payload);
        image.Add(130 * MiB, payload);

        var compressed = Compress(image.Build(138 * MiB), CompressionFormat.Zstandard);

        Assert.InRange(compressed.Length, 16 * MiB, 17 * MiB);
    }

    [Fact]
    public void Write_finds_equal_bytes_of_different_sources_when_they_are_close()
    {
        var image = new ExtentMapBuilder();
        image.Add(0, CompressionSamples.Random((int)(8 * MiB)));
        image.Add(9 * MiB, CompressionSamples.Random((int)(8 * MiB)));

        var compressed = Compress(image.Build(17 * MiB), CompressionFormat.Zstandard);

        Assert.InRange(compressed.Length, 8 * MiB, 9 * MiB);
    }

    [Fact]
    public void Write_writes_the_documented_frame_when_a_hole_is_compressed_to_zst()
    {
        var compressed = Compress(new ExtentMapBuilder().Build((4 * MiB) + 3), CompressionFormat.Zstandard);

        byte[] header = [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0x38, 3, 0, 0x40, 0, 0, 0, 0, 0];
        byte[] fullBlock = [0x02, 0x00, 0x10, 0];
        byte[] lastBlock = [0x1B, 0x00, 0x00, 0];
        Assert.Equal([.. header, .. Enumerable.Repeat(fullBlock, 32).SelectMany(b => b), .. lastBlock], compressed);
    }

    [Fact]
    public void Write_writes_the_documented_stream_when_an_empty_image_is_compressed_to_xz()
    {
        // The same bytes as `xz < /dev/null`.
        var expected = Convert.FromHexString("FD377A585A000004E6D6B446000000001CDF44211FB6F37D010000000004595A");

        Assert.Equal(expected, Compress(new ExtentMapBuilder().Build(0), CompressionFormat.Xz));
    }

    [Fact]
    public void Write_writes_the_documented_member_when_an_empty_image_is_compressed_to_gz()
    {
        Assert.Equal(
            Convert.FromHexString("1F8B08000000000000FF03000000000000000000"),
            Compress(new ExtentMapBuilder().Build(0), CompressionFormat.Gzip));
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard, 20, 1, 27, "level 20")]
    [InlineData(CompressionFormat.Zstandard, 0, 1, 27, "level 0")]
    [InlineData(CompressionFormat.Xz, 10, 1, 27, "level 10")]
    [InlineData(CompressionFormat.Gzip, 0, 1, 27, "level 0")]
    [InlineData(CompressionFormat.Gzip, 6, 0, 27, "threads 0")]
    [InlineData(CompressionFormat.Zstandard, 3, 1, 28, "long window log 28")]
    public void Write_refuses_options_out_of_range(CompressionFormat format, int level, int threads, int window, string expected)
    {
        var image = new ExtentMapBuilder().Build(1);

        var error = Assert.Throws<InvalidInputException>(() => Compress(image, format, threads, level, window));

        Assert.Equal("IMG2270", error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    public void Write_passes_the_source_error_on(CompressionFormat format)
    {
        var image = ExtentMap.FromSource(new FailingSource());

        var error = Assert.Throws<FileAccessException>(() => Compress(image, format));

        Assert.Equal("the disk went away", error.Message);
    }

    [Theory]
    [InlineData(CompressionFormat.Zstandard)]
    [InlineData(CompressionFormat.Xz)]
    [InlineData(CompressionFormat.Gzip)]
    public void Write_stops_when_cancelled(CompressionFormat format)
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var options = new CompressionOptions { Format = format, Threads = 2 };

        Assert.ThrowsAny<OperationCanceledException>(
            () => CompressedImageWriter.Write(Image(), Stream.Null, options, cancelled.Token));
    }

    private static ExtentMap Changed(ExtentMap image)
    {
        var changed = new ExtentMapBuilder();
        image.Extents.Skip(1).ToList().ForEach(e => changed.Add(e.OffsetBytes, e.Source, e.SourceOffsetBytes, e.LengthBytes));
        changed.Add(0, Pattern(511));
        return changed.Build(image.LengthBytes);
    }

    private static long CountZeros(DecompressionStream content)
    {
        var buffer = new byte[1 << 20];
        var total = 0L;
        for (var count = content.Read(buffer); count > 0; count = content.Read(buffer))
        {
            Assert.False(buffer.AsSpan(0, count).ContainsAnyExcept((byte)0));
            total += count;
        }

        return total;
    }

    private sealed class FailingSource : ByteSource
    {
        public override long LengthBytes => 10 * MiB;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) =>
            throw new FileAccessException("IMG6999", "the disk went away");
    }
}
