namespace Imager.Core.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1,048,576", 1_048_576)]
    [InlineData("8GiB", 8L << 30)]
    [InlineData("1246 MiB", 1_306_525_696)]
    [InlineData("10gb", 10_000_000_000)]
    [InlineData("1.5K", 1_500)]
    [InlineData("1.5Ki", 1_536)]
    public void Parse_reads_what_people_type(string text, long bytes) =>
        Assert.Equal(bytes, ByteSize.Parse(text).Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("GiB")]
    [InlineData("-1")]
    [InlineData("8 GiBs")]
    [InlineData("1..2M")]
    [InlineData("99999999999999TiB")]
    public void Parse_refuses_what_is_no_size(string text)
    {
        var error = Assert.Throws<InvalidInputException>(() => ByteSize.Parse(text));

        Assert.Equal("IMG2002", error.Code);
        Assert.Contains($"\"{text}\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1_306_525_696, "1246 MiB")]
    [InlineData(8L << 30, "8 GiB")]
    [InlineData(1_500_000, "1.4 MiB")]
    public void ToString_is_short_and_exact_where_it_can_be(long bytes, string text) =>
        Assert.Equal(text, new ByteSize(bytes).ToString());

    [Fact]
    public void AlignUp_rounds_to_the_next_multiple()
    {
        Assert.Equal(ByteSize.FromMiB(2), new ByteSize(1_048_577).AlignUp(ByteSize.FromMiB(1)));
        Assert.Equal(ByteSize.FromMiB(1), ByteSize.FromMiB(1).AlignUp(ByteSize.FromMiB(1)));
    }

    [Fact]
    public void Constructor_refuses_negative_sizes() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteSize(-1));
}
