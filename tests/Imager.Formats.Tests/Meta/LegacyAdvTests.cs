using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Meta;

namespace Imager.Formats.Tests.Meta;

public class LegacyAdvTests
{
    [Fact]
    public void TryRead_returns_the_entries_of_a_sound_block()
    {
        var entry = Assert.Single(LegacyAdv.TryRead(Block("test me"))!);

        Assert.Equal((1, "test me"), (entry.Tag, Encoding.ASCII.GetString(entry.Value.Span)));
    }

    [Fact]
    public void TryRead_uses_the_second_block_when_the_first_is_damaged()
    {
        var first = Block("first");
        first[20] ^= 1;

        var entries = LegacyAdv.TryRead([.. first, .. Block("second")]);

        Assert.Equal("second", Encoding.ASCII.GetString(Assert.Single(entries!).Value.Span));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(300)]
    [InlineData(511)]
    public void TryRead_returns_null_when_a_byte_is_damaged(int damagedByte)
    {
        var block = Block("test me");
        block[damagedByte] ^= 1;

        Assert.Null(LegacyAdv.TryRead(block));
    }

    [Fact]
    public void TryRead_returns_null_when_there_is_nothing()
    {
        Assert.Null(LegacyAdv.TryRead(new byte[1024]));
        Assert.Null(LegacyAdv.TryRead(new byte[100]));
    }

    /// <summary>A block with one entry of tag 1, made by hand from the format's description.</summary>
    internal static byte[] Block(string text)
    {
        var block = new byte[512];
        BinaryPrimitives.WriteUInt32LittleEndian(block, 0x5A2D2FA5);
        (block[8], block[9]) = (1, (byte)text.Length);
        Encoding.ASCII.GetBytes(text, block.AsSpan(10));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(508), 0xDD28BF64);
        var sum = Enumerable.Range(2, 125).Aggregate(0u, (total, word) => total + BitConverter.ToUInt32(block, word * 4));
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4), 0xA3041767 - sum);
        return block;
    }
}
