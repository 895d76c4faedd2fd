namespace Imager.Core.Tests;

public sealed class ArchitectureTests
{
    [Fact]
    public void Parse_knows_both_architectures()
    {
        Assert.Equal(("X64", (ushort)0x8664), (Architecture.Parse("amd64").EfiSuffix, Architecture.Parse("amd64").PeMachine));
        Assert.Equal(("AA64", (ushort)0xAA64), (Architecture.Parse("arm64").EfiSuffix, Architecture.Parse("arm64").PeMachine));
    }

    [Theory]
    [InlineData("x86_64")]
    [InlineData("AMD64")]
    [InlineData("")]
    public void Parse_refuses_other_spellings(string text) =>
        Assert.Equal("IMG2001", Assert.Throws<InvalidInputException>(() => Architecture.Parse(text)).Code);
}
