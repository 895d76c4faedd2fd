using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imager.Core;

namespace Imager.Build.Kernels;

/// <summary>The RSA key that modules are signed with, and its certificate, which the kernel carries.</summary>
/// <remarks>RSA, because its signatures (PKCS#1 v1.5, no attributes) depend on key and module alone; those of ECDSA never repeat.</remarks>
public sealed class SigningKey
{
    private const int KeyBits = 4096;
    private const int ValidDays = 36_500;

    private readonly X509Certificate2 certificate;

    private SigningKey(string privateKeyPem, X509Certificate2 certificate)
    {
        PrivateKeyPem = privateKeyPem;
        this.certificate = certificate;
    }

    /// <summary>Public: goes into the kernel and its image.</summary>
    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>Public: the certificate as kernel and image carry it.</summary>
    public byte[] CertificateDer => certificate.RawData;

    /// <summary>The certificate's digest: two keys are the same when this is.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    public string Subject => certificate.Subject;

    private string PrivateKeyPem { get; }

    /// <summary>Key and certificate in one PEM, for BuildKit's secret mount and the key file.</summary>
    public byte[] ToSecret() => Encoding.ASCII.GetBytes(PrivateKeyPem + "\n" + CertificatePem);

    /// <summary>Makes a new key with a certificate of its own.</summary>
    public static SigningKey Generate(SourceDateEpoch epoch)
    {
        using var rsa = RSA.Create(KeyBits);
        var request = new CertificateRequest(
            "CN=Imager module signing key", rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        var start = DateTimeOffset.FromUnixTimeSeconds(epoch.Seconds);
        using var withKey = request.CreateSelfSigned(start, start.AddDays(ValidDays));
        return new(rsa.ExportPkcs8PrivateKeyPem(), X509CertificateLoader.LoadCertificate(withKey.RawData));
    }

    /// <summary>Reads a PEM with a private key and its certificate.</summary>
    /// <exception cref="InvalidInputException">One of them is missing, they do not belong together, or the key is not RSA.</exception>
    public static SigningKey Parse(string pem, string origin)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPem(pem, pem);
            using var key = pair.GetRSAPrivateKey() ?? throw new InvalidInputException(
                "IMG2640",
                $"{origin}: the key is not RSA. Other signatures differ at every build; make a key with: openssl req -new -x509 "
                + "-newkey rsa:4096 -nodes -days 36500 -subj /CN=modules -keyout key.pem -out cert.pem; cat key.pem cert.pem > both.pem");
            return new(key.ExportPkcs8PrivateKeyPem(), X509CertificateLoader.LoadCertificate(pair.RawData));
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new InvalidInputException(
                "IMG2641",
                $"{origin}: this must be a PEM file with an unencrypted RSA private key and the certificate that belongs to it: {error.Message}",
                error);
        }
    }
}
