namespace Imager.Core.Tests.Checksums;

public sealed class Crc32Tests
{
    [Fact]
    public void Compute_is_the_published_check_value() => Assert.Equal(0xCBF4_3926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void Compute_of_nothing_is_zero() => Assert.Equal(0u, Crc32.Compute([]));

    [Fact]
    public void Append_continues_at_any_cut()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();

        Assert.All(
            Enumerable.Range(0, bytes.Length + 1),
            cut => Assert.Equal(Crc32.Compute(bytes), Crc32.Append(Crc32.Compute(bytes.AsSpan(0, cut)), bytes.AsSpan(cut))));
    }
}
