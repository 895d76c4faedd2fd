using Imager.Formats.Compression;
using static Imager.Formats.Tests.Compression.CompressionSamples;

namespace Imager.Formats.Tests.Compression;

public sealed class CompressibilityTests
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData(16 << 10)]
    [InlineData(MiB)]
    [InlineData(8 * MiB)]
    public void LooksRandom_is_true_when_bytes_are_a_key_stream(int length) =>
        Assert.True(Compressibility.LooksRandom(CompressionSamples.Random(length)));

    [Fact]
    public void LooksRandom_is_false_when_the_chunk_is_small() =>
        Assert.False(Compressibility.LooksRandom(CompressionSamples.Random((16 << 10) - 1)));

    [Fact]
    public void LooksRandom_is_false_when_bytes_count_up() =>
        Assert.False(Compressibility.LooksRandom(Enumerable.Range(0, MiB).Select(n => (byte)n).ToArray()));

    [Fact]
    public void LooksRandom_is_false_when_a_quarter_repeats() =>
        Assert.False(Compressibility.LooksRandom(
            [.. CompressionSamples.Random(MiB / 4), .. CompressionSamples.Random(MiB / 2, 2), .. CompressionSamples.Random(MiB / 4)]));

    [Fact]
    public void LooksRandom_is_false_when_bytes_are_text() => Assert.False(Compressibility.LooksRandom(Pattern(MiB)));
}
