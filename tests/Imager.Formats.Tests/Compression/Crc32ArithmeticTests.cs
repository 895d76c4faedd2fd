using Imager.Core;
using Imager.Formats.Compression;

namespace Imager.Formats.Tests.Compression;

public sealed class Crc32ArithmeticTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65537)]
    public void Join_equals_the_checksum_of_both_pieces(int length)
    {
        var (a, b) = (CompressionSamples.Random(1000), CompressionSamples.Random(length, 2));

        var joined = Crc32Arithmetic.Join(Crc32.Compute(a), Crc32.Compute(b), length);

        Assert.Equal(Crc32.Compute([.. a, .. b]), joined);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_003)]
    public void AppendZeros_equals_the_checksum_with_zeros_behind(int count)
    {
        var a = CompressionSamples.Random(1000);

        Assert.Equal(Crc32.Compute([.. a, .. new byte[count]]), Crc32Arithmetic.AppendZeros(Crc32.Compute(a), count));
    }
}
