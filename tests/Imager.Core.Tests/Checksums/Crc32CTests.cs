namespace Imager.Core.Tests.Checksums;

public sealed class Crc32CTests
{
    [Fact]
    public void Compute_is_the_published_check_value() => Assert.Equal(0xE306_9283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Compute_is_the_value_of_rfc_3720_for_32_zero_bytes() => Assert.Equal(0x8A91_36AAu, Crc32C.Compute(new byte[32]));
}
