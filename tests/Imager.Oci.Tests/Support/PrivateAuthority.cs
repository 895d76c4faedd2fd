using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Imager.Oci.Tests.Support;

/// <summary>A certificate authority made for one test, and a server certificate of it for 127.0.0.1.</summary>
internal sealed record PrivateAuthority(string AuthorityPath, string ServerCertificatePath, string ServerKeyPath)
{
    internal static PrivateAuthority Create(TempFolder folder, string name)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest($"CN=authority {name}", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var serverRequest = new CertificateRequest("CN=registry", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        serverRequest.CertificateExtensions.Add(names.Build());
        using var server = serverRequest.Create(authority, from, to.AddHours(-1), [1, 2, 3]);

        var result = new PrivateAuthority(folder.Sub(name + "-ca.pem"), folder.Sub(name + ".pem"), folder.Sub(name + "-key.pem"));
        File.WriteAllText(result.AuthorityPath, authority.ExportCertificatePem());
        File.WriteAllText(result.ServerCertificatePath, server.ExportCertificatePem());
        File.WriteAllText(result.ServerKeyPath, serverKey.ExportPkcs8PrivateKeyPem());
        return result;
    }
}
