namespace Imager.Profiles;

/// <summary>Who signs PCR policies (<c>input.secureboot.pcrSigner</c>).</summary>
/// <remarks>The first of these that is set is used: signer address, key file, Azure, AWS.</remarks>
public sealed record PcrSigner
{
    /// <summary>An RSA private key, PEM.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Azure Key Vault.</summary>
    public string? AzureVaultUrl { get; init; }

    /// <summary>The key in that vault.</summary>
    public string? AzureKeyId { get; init; }

    /// <summary>The key's version.</summary>
    public string? AzureKeyVersion { get; init; }

    /// <summary>AWS KMS key.</summary>
    public string? AwsKmsKeyId { get; init; }

    /// <summary>AWS region.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>A gRPC signer, <c>unix://…</c>.</summary>
    public string? SignerAddress { get; init; }

    /// <summary>Whether nothing is set.</summary>
    public bool IsEmpty => this == new PcrSigner();
}
