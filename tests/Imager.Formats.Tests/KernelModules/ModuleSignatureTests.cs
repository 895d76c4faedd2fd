using System.Text;
using Imager.Core;
using Imager.Formats.KernelModules;

namespace Imager.Formats.Tests.KernelModules;

public sealed class ModuleSignatureTests
{
    private static readonly byte[] Signed =
        [.. "payload"u8, .. "PKCS"u8, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 4, .. "~Module signature appended~\n"u8];

    [Fact]
    public void TrySplit_takes_payload_and_signature_apart()
    {
        var signature = ModuleSignature.TrySplit(Signed);

        Assert.Equal("payload", Encoding.ASCII.GetString(signature!.Payload.Span));
        Assert.Equal("PKCS", Encoding.ASCII.GetString(signature.Pkcs7.Span));
    }

    [Fact]
    public void TrySplit_returns_null_for_an_unsigned_module() => Assert.Null(ModuleSignature.TrySplit("payload"u8.ToArray()));

    [Fact]
    public void Strip_returns_the_payload() => Assert.Equal("payload"u8.ToArray(), ModuleSignature.Strip(Signed).ToArray());

    [Fact]
    public void TrySplit_refuses_a_length_that_does_not_fit()
    {
        var file = (byte[])Signed.Clone();
        file[22] = 12;

        Assert.Equal("IMG2150", Assert.Throws<InvalidInputException>(() => ModuleSignature.TrySplit(file)).Code);
    }

    [Fact]
    public void TrySplit_refuses_another_kind_of_signature()
    {
        var file = (byte[])Signed.Clone();
        file[13] = 1;

        Assert.Equal("IMG3065", Assert.Throws<UnsupportedException>(() => ModuleSignature.TrySplit(file)).Code);
    }
}
