using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imager.BuildKit.Tests;

/// <summary>A private authority and what it signs.</summary>
internal static class TestCertificates
{
    private static int s_serial;

    public static X509Certificate2 Authority()
    {
        var request = new CertificateRequest("CN=test authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority,
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddHours(1),
            BitConverter.GetBytes(Interlocked.Increment(ref s_serial)));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>ca.pem, cert.pem and key.pem in a folder.</summary>
    public static void WriteClient(TemporaryFolder folder, string path, X509Certificate2 authority, string name = "someone")
    {
        using var certificate = Issue(authority, name);
        folder.Write($"{path}/ca.pem", authority.ExportCertificatePem());
        folder.Write($"{path}/cert.pem", certificate.ExportCertificatePem());
        folder.Write($"{path}/key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
