using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using static Imager.Formats.Tests.Compression.CompressionSamples;

namespace Imager.Formats.Tests.Compression;

public sealed class DecompressionStreamTests
{
    public static TheoryData<CompressionFormat> Formats => new(Enum.GetValues<CompressionFormat>());

    [Theory]
    [MemberData(nameof(Formats))]
    public void Open_recognises_the_format(CompressionFormat format)
    {
        using var stream = DecompressionStream.Open(new MemoryStream(Compress(Small(), format)));

        Assert.Equal(format, stream.Format);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_joins_concatenated_data(CompressionFormat format)
    {
        var once = Compress(Small(), format);

        var content = Decompress([.. once, .. once]);

        Assert.Equal([.. Bytes(Small()), .. Bytes(Small())], content);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_works_byte_by_byte(CompressionFormat format)
    {
        using var stream = DecompressionStream.Open(new OneByteStream(Compress(Small(), format)));
        var content = new byte[Small().LengthBytes + 1];

        var count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);

        Assert.Equal(Bytes(Small()), content[..count]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_says_so_when_the_data_ends_early(CompressionFormat format)
    {
        var whole = Compress(Small(), format);

        var error = Assert.Throws<InvalidInputException>(() => Decompress(whole[..^5]));

        Assert.Equal("IMG2273", error.Code);
        Assert.Contains($"after {whole.Length - 5} bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_never_fails_otherwise_than_by_a_typed_error_when_bytes_change(CompressionFormat format)
    {
        var whole = Compress(Small(), format);

        var outcomes = Enumerable.Range(0, whole.Length).Select(index => Mutate(whole, index)).ToList();

        Assert.All(outcomes, outcome => Assert.True(outcome is null or "IMG2272" or "IMG2273" or "IMG2274", outcome));
        Assert.InRange(outcomes.Count(outcome => outcome is not null), whole.Length * 3 / 4, whole.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28B52F")]
    [InlineData("504B0304AABB")]
    public void Open_refuses_other_data(string hex)
    {
        var error = Assert.Throws<InvalidInputException>(() => DecompressionStream.Open(new MemoryStream(Convert.FromHexString(hex))));

        Assert.Equal("IMG2274", error.Code);
    }

    private static ExtentMap Small() => ExtentMap.FromSource(new MemorySource((byte[])[.. Pattern(700), .. CompressionSamples.Random(300)]));

    private static string? Mutate(byte[] whole, int index)
    {
        var changed = whole.ToArray();
        changed[index] ^= 0x55;
        return (Record.Exception(() => Decompress(changed)) as object) switch
        {
            null => null,
            ImagerException typed => typed.Code,
            var other => $"byte {index}: {other}",
        };
    }

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);
    }
}
