using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Imager.Core;
using AppendedSignature = Imager.Formats.KernelModules.ModuleSignature;

namespace Imager.Extensions;

/// <summary>Checks the PKCS#7 signature at the end of a kernel module against certificates.</summary>
/// <remarks>
/// CMS SignedData (RFC 5652, detached); <see cref="AppendedSignature"/> knows how it hangs on the module.
/// </remarks>
public sealed record ModuleSignature(ModuleSignatureState State, string? Signer, string? Detail = null)
{
    private const string MessageDigestOid = "1.2.840.113549.1.9.4";

    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0), One = new(TagClass.ContextSpecific, 1);

    /// <summary>What a kernel with these certificates makes of the module.</summary>
    public static ModuleSignature Check(ReadOnlyMemory<byte> module, IReadOnlyList<ModuleCertificate> certificates)
    {
        try
        {
            return AppendedSignature.TrySplit(module) is { } appended
                ? Check(appended.Payload.Span, appended.Pkcs7.ToArray(), certificates)
                : new(ModuleSignatureState.NotSigned, null);
        }
        catch (ImagerException)
        {
            return new(ModuleSignatureState.Malformed, null, "the block behind the module does not describe a PKCS#7 signature");
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            return new(ModuleSignatureState.Malformed, null, error.Message);
        }
    }

    private static ModuleSignature Check(ReadOnlySpan<byte> content, byte[] cms, IReadOnlyList<ModuleCertificate> certificates)
    {
        // A certificate's DER rules hold for the parts that are hashed; the envelope may be BER.
        var contentInfo = new AsnReader(cms, AsnEncodingRules.BER).ReadSequence();
        contentInfo.ReadObjectIdentifier();
        var signedData = contentInfo.ReadSequence(Zero).ReadSequence();
        signedData.ReadInteger();
        signedData.ReadSetOf();
        signedData.ReadSequence();
        foreach (var optional in new[] { Zero, One })
        {
            if (signedData.HasData && signedData.PeekTag().HasSameClassAndValue(optional))
            {
                signedData.ReadEncodedValue();
            }
        }

        var result = new ModuleSignature(ModuleSignatureState.Malformed, null, "it names no signer");
        for (var signers = signedData.ReadSetOf(); signers.HasData;)
        {
            result = SignerInfo.Read(signers.ReadSequence()).Check(content, certificates);
            if (result.State != ModuleSignatureState.Valid)
            {
                return result;
            }
        }

        return result;
    }

    private sealed record SignerInfo(
        byte[]? Issuer, byte[]? Serial, byte[]? KeyId, HashAlgorithmName Hash, byte[]? Attributes, byte[] Signature)
    {
        private string Name => KeyId is not null
            ? $"key id {Convert.ToHexStringLower(KeyId)}"
            : $"{new X500DistinguishedName(Issuer!).Name}, serial {Convert.ToHexStringLower(Serial!)}";

        internal static SignerInfo Read(AsnReader reader)
        {
            reader.ReadInteger();
            byte[]? issuer = null, serial = null, keyId = null;
            if (reader.PeekTag().HasSameClassAndValue(Zero))
            {
                keyId = reader.ReadOctetString(Zero);
            }
            else
            {
                var identifier = reader.ReadSequence();
                issuer = identifier.ReadEncodedValue().ToArray();
                serial = identifier.ReadIntegerBytes().ToArray();
            }

            var hash = HashOf(reader.ReadSequence().ReadObjectIdentifier());
            byte[]? attributes = null;
            if (reader.PeekTag().HasSameClassAndValue(Zero))
            {
                attributes = reader.ReadEncodedValue().ToArray();
                attributes[0] = 0x31;                          // what is signed is the SET OF, not the [0] in its place
            }

            reader.ReadSequence();
            return new SignerInfo(issuer, serial, keyId, hash, attributes, reader.ReadOctetString());
        }

        internal ModuleSignature Check(ReadOnlySpan<byte> content, IReadOnlyList<ModuleCertificate> certificates)
        {
            foreach (var known in certificates)
            {
                using var certificate = X509CertificateLoader.LoadCertificate(known.Der.Span);
                if (Fits(certificate))
                {
                    return Verifies(certificate, content)
                        ? new(ModuleSignatureState.Valid, known.Subject)
                        : new(ModuleSignatureState.Damaged, known.Subject);
                }
            }

            return new(ModuleSignatureState.UnknownKey, Name);
        }

        private bool Fits(X509Certificate2 certificate) => KeyId is not null
            ? certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>()
                .Any(extension => extension.SubjectKeyIdentifierBytes.Span.SequenceEqual(KeyId))
            : certificate.IssuerName.RawData.AsSpan().SequenceEqual(Issuer) && certificate.SerialNumberBytes.Span.SequenceEqual(Serial);

        private bool Verifies(X509Certificate2 certificate, ReadOnlySpan<byte> content)
        {
            var digest = CryptographicOperations.HashData(Hash, content);
            if (Attributes is not null)
            {
                if (!MessageDigest(Attributes).AsSpan().SequenceEqual(digest))
                {
                    return false;
                }

                digest = CryptographicOperations.HashData(Hash, Attributes);
            }

            using var rsa = certificate.GetRSAPublicKey();
            using var ecdsa = certificate.GetECDsaPublicKey();
            return rsa?.VerifyHash(digest, Signature, Hash, RSASignaturePadding.Pkcs1)
                ?? ecdsa?.VerifyHash(digest, Signature, DSASignatureFormat.Rfc3279DerSequence)
                ?? throw new CryptographicException("its key is neither RSA nor ECDSA");
        }

        private static byte[] MessageDigest(byte[] attributes)
        {
            for (var set = new AsnReader(attributes, AsnEncodingRules.BER).ReadSetOf(); set.HasData;)
            {
                var attribute = set.ReadSequence();
                if (attribute.ReadObjectIdentifier() == MessageDigestOid)
                {
                    return attribute.ReadSetOf().ReadOctetString();
                }
            }

            return [];
        }

        private static HashAlgorithmName HashOf(string oid) => oid switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            "2.16.840.1.101.3.4.2.8" => HashAlgorithmName.SHA3_256,
            "2.16.840.1.101.3.4.2.9" => HashAlgorithmName.SHA3_384,
            "2.16.840.1.101.3.4.2.10" => HashAlgorithmName.SHA3_512,
            "1.3.14.3.2.26" => HashAlgorithmName.SHA1,
            _ => throw new CryptographicException($"its digest algorithm {oid} is not known"),
        };
    }
}
