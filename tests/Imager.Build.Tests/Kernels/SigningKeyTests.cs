using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imager.Build.Kernels;
using Imager.Build.Processes;
using Imager.Build.Tests.Support;
using Imager.Core;

namespace Imager.Build.Tests.Kernels;

public sealed class SigningKeyTests : IDisposable
{
    private static readonly SigningKey Key = SigningKey.Generate(SourceDateEpoch.Default);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parse_reads_what_ToSecret_writes()
    {
        var copy = SigningKey.Parse(Encoding.ASCII.GetString(Key.ToSecret()), "key.pem");

        Assert.Equal(Key.Fingerprint, copy.Fingerprint);
        Assert.Equal(Key.ToSecret(), copy.ToSecret());
    }

    [Fact]
    public void Generate_never_makes_the_same_key_twice() =>
        Assert.NotEqual(Key.Fingerprint, SigningKey.Generate(SourceDateEpoch.Default).Fingerprint);

    [Fact]
    public void Parse_refuses_a_certificate_without_its_key()
    {
        var error = Assert.Throws<InvalidInputException>(() => SigningKey.Parse(Key.CertificatePem, "key.pem"));

        Assert.Equal("IMG2641", error.Code);
        Assert.DoesNotContain("PRIVATE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_refuses_the_certificate_of_another_key()
    {
        var other = Encoding.ASCII.GetString(SigningKey.Generate(SourceDateEpoch.Default).ToSecret());
        var mixed = other[..other.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal)] + Key.CertificatePem;

        Assert.Equal("IMG2641", Assert.Throws<InvalidInputException>(() => SigningKey.Parse(mixed, "key.pem")).Code);
    }

    [Fact]
    public void Parse_refuses_a_key_whose_signatures_never_repeat()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var certificate = new CertificateRequest("CN=curve", curve, HashAlgorithmName.SHA384)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        var pem = curve.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem();

        Assert.Equal("IMG2640", Assert.Throws<InvalidInputException>(() => SigningKey.Parse(pem, "key.pem")).Code);
    }

    [Fact]
    [Trait("Category", "Oracle")]
    public async Task Openssl_reads_key_and_certificate()
    {
        if (!ToolProcess.Exists("openssl"))
        {
            Assert.NotEqual("1", Environment.GetEnvironmentVariable("IMAGER_REQUIRE_ORACLES"));
            return;
        }

        var path = Path.Combine(folder.Path, "key.pem");
        await File.WriteAllBytesAsync(path, Key.ToSecret());
        var lines = new List<string>();

        await ToolProcess.RunCheckedAsync(new("openssl", ["rsa", "-in", path, "-check", "-noout"]), lines.Add, CancellationToken.None);
        await ToolProcess.RunCheckedAsync(new("openssl", ["x509", "-in", path, "-noout", "-text"]), lines.Add, CancellationToken.None);

        Assert.Contains("RSA key ok", lines);
        Assert.Contains(lines, line => line.Contains("Public-Key: (4096 bit)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("CA:FALSE", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Trim() == "Digital Signature");
    }
}
