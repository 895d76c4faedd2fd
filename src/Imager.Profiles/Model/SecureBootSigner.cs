namespace Imager.Profiles;

/// <summary>Who signs boot programs (<c>input.secureboot.secureBootSigner</c>).</summary>
/// <remarks>The first of these that is set is used: signer address, key file, Azure, AWS.</remarks>
public sealed record SecureBootSigner
{
    /// <summary>An RSA private key, PEM.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Its X.509 certificate, PEM.</summary>
    public string? CertPath { get; init; }

    /// <summary>Azure Key Vault.</summary>
    public string? AzureVaultUrl { get; init; }

    /// <summary>The certificate in that vault.</summary>
    public string? AzureCertificateId { get; init; }

    /// <summary>AWS KMS key.</summary>
    public string? AwsKmsKeyId { get; init; }

    /// <summary>AWS region.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>The certificate of the AWS key, PEM.</summary>
    public string? AwsCertPath { get; init; }

    /// <summary>The certificate of the AWS key in ACM.</summary>
    public string? AwsCertArn { get; init; }

    /// <summary>A gRPC signer, <c>unix://…</c>.</summary>
    public string? SignerAddress { get; init; }

    /// <summary>Whether nothing is set.</summary>
    public bool IsEmpty => this == new SecureBootSigner();
}
