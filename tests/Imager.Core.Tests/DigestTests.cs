namespace Imager.Core.Tests;

public sealed class DigestTests
{
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Sha256_is_the_published_value_for_abc() =>
        Assert.Equal(OfAbc, Digest.Sha256("abc"u8).ToString());

    [Fact]
    public void Parse_gives_back_what_it_read() => Assert.Equal(OfAbc, Digest.Parse(OfAbc).ToString());

    [Fact]
    public void Digests_of_other_content_differ() => Assert.NotEqual(Digest.Sha256("abc"u8), Digest.Sha256("abd"u8));

    [Theory]
    [InlineData("ba7816bf")]
    [InlineData("sha256:ba7816bf")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Parse_refuses_other_forms(string text) =>
        Assert.Equal("IMG2004", Assert.Throws<InvalidInputException>(() => Digest.Parse(text)).Code);
}
