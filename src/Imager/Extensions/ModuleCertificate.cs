using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imager.Core;

namespace Imager.Extensions;

/// <summary>A certificate against which module signatures are checked.</summary>
/// <remarks><c>Der</c>: the whole X.509 certificate.</remarks>
public sealed record ModuleCertificate(string Subject, ReadOnlyMemory<byte> Der)
{
    /// <summary>SHA-256 of the certificate, hex.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Der.Span));

    /// <summary>Reads a certificate file, DER (<c>.x509</c>) or PEM.</summary>
    /// <exception cref="InvalidInputException">It is no certificate.</exception>
    public static ModuleCertificate ReadFile(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            using var certificate = bytes.AsSpan().StartsWith("-----BEGIN"u8)
                ? X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(bytes))
                : X509CertificateLoader.LoadCertificate(bytes);
            return new ModuleCertificate(certificate.Subject, certificate.RawData);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6654", $"cannot read the module certificate \"{path}\": {error.Message}", error);
        }
        catch (CryptographicException error)
        {
            throw new InvalidInputException(
                "IMG2863", $"the module certificate \"{path}\" is no X.509 certificate in DER or PEM form: {error.Message}", error);
        }
    }

    /// <summary>A certificate that begins at <paramref name="bytes"/>, or null.</summary>
    internal static ModuleCertificate? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            return new ModuleCertificate(certificate.Subject, certificate.RawData);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
