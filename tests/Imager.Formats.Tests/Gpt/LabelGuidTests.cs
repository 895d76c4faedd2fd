using Imager.Formats.Gpt;

namespace Imager.Formats.Tests.Gpt;

public class LabelGuidTests
{
    [Theory]
    [InlineData("EFI", "bca5174b-0118-8a6a-af0b-2c6e1585acae")]
    [InlineData("BIOS", "a2a02ff5-d88d-8e6e-9c95-26b9b6c80bc3")]
    [InlineData("BOOT", "24c73076-4092-85dd-9d98-686a2dbf6d81")]
    [InlineData("META", "cf04f137-101e-8ec6-9627-fa3f51cdabb8")]
    [InlineData("STATE", "f7f88648-df7c-8acb-b4d2-6f124659d923")]
    [InlineData("EPHEMERAL", "c5e02400-0e5e-80bc-99ec-53b3e45ad6c4")]
    [InlineData("IMAGECACHE", "3b5449bc-c21f-8009-8b51-18945967f8df")]
    [InlineData(LabelGuid.TalosDiskLabel, "d92d45b3-cde9-8760-be9f-a2a71fac8d11")]
    public void FromLabel_is_the_peers_value(string label, string expected)
    {
        Assert.Equal(Guid.Parse(expected), LabelGuid.FromLabel(label));
    }

    [Fact]
    public void FromLabel_differs_when_one_letter_differs()
    {
        Assert.NotEqual(LabelGuid.FromLabel("EFI"), LabelGuid.FromLabel("efi"));
    }

    [Fact]
    public void FromHash_sets_only_version_and_variant()
    {
        Assert.Equal(Guid.Parse("ffffffff-ffff-8fff-bfff-ffffffffffff"), LabelGuid.FromHash(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(Guid.Parse("00000000-0000-8000-8000-000000000000"), LabelGuid.FromHash(new byte[16]));
    }
}
