using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Efi;
using Imager.Formats.Pe;
using Imager.Formats.Tests.Pe;

namespace Imager.Formats.Tests.Efi;

public class Pcr11Tests
{
    [Fact]
    public void Predict_extends_names_contents_and_phases_in_order()
    {
        var uki = Program(PeSectionContent.FromText(".osrel", "os"), PeSectionContent.FromText(".linux", "kernel"));
        string[] extended = [".linux\0", "kernel", ".osrel\0", "os", ".sbat\0", new('t', 0x123), "enter-initrd"];
        var expected = extended.Aggregate(new byte[32], (register, text) => SHA256.HashData([.. register, .. SHA256.HashData(Encoding.ASCII.GetBytes(text))]));

        Assert.Equal(expected, Pcr11.Predict(uki, 0, ["enter-initrd"], HashAlgorithmName.SHA256));
        Assert.NotEqual(expected, Pcr11.Predict(uki, 0, [], HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Predict_takes_the_sections_of_the_profile_and_never_the_signature()
    {
        PeSectionContent Text(string name, string text) => PeSectionContent.FromText(name, text);
        var multi = Program(
            Text(".cmdline", "a"), Text(".linux", "kernel"), Text(".profile", "ID=main"), Text(".pcrsig", "{}"),
            Text(".profile", "ID=reset"), Text(".cmdline", "b"), Text(".pcrsig", "{}"));
        var main = Program(Text(".cmdline", "a"), Text(".linux", "kernel"), Text(".profile", "ID=main"));
        var reset = Program(Text(".cmdline", "b"), Text(".linux", "kernel"), Text(".profile", "ID=reset"));

        Assert.Equal(Value(main), Value(multi, 0));
        Assert.Equal(Value(reset), Value(multi, 1));
        Assert.NotEqual(Value(main), Value(reset));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Predict_refuses_a_profile_that_does_not_exist(int profile)
    {
        Assert.Equal("IMG2245", Assert.Throws<InvalidInputException>(() => Value(Program(), profile)).Code);
    }

    [Fact]
    public void Predict_refuses_sections_it_does_not_know()
    {
        Assert.Equal("IMG3204", Assert.Throws<UnsupportedException>(() => Value(Program(PeSectionContent.FromText(".hwids", "x")))).Code);
    }

    private static string Value(PeImage uki, int profile = 0) =>
        Convert.ToHexString(Pcr11.Predict(uki, profile, [], HashAlgorithmName.SHA384));

    private static PeImage Program(params PeSectionContent[] sections) =>
        PeImage.TryRead(PeAssembler.AddSections(new TestStub().Build(), sections, SourceDateEpoch.Default).AsSource())!;
}
