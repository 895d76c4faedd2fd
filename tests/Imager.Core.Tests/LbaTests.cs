namespace Imager.Core.Tests;

public sealed class LbaTests
{
    [Fact]
    public void An_lba_counts_sectors_of_any_size()
    {
        Assert.Equal(1_048_576, new Lba(2048).ToByteOffset(512));
        Assert.Equal(1_048_576, new Lba(256).ToByteOffset(4096));
        Assert.Equal(6, (new Lba(10) - 4).Value);
        Assert.Equal(8, new Lba(10) - new Lba(2));
    }

    [Fact]
    public void ToByteOffset_does_not_wrap() =>
        Assert.Throws<OverflowException>(() => new Lba(long.MaxValue).ToByteOffset(512));
}
