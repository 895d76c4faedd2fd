namespace Imager.Profiles;

/// <summary>Secure Boot keys, signers and databases (<c>input.secureboot</c>).</summary>
/// <remarks>
/// The three database paths are given together or not at all; without them databases are made from the key.
/// </remarks>
public sealed record SecureBootAssets
{
    /// <summary>Signs systemd-boot and the UKI.</summary>
    public SecureBootSigner? SecureBootSigner { get; init; }

    /// <summary>Signs the PCR policy of the UKI.</summary>
    public PcrSigner? PcrSigner { get; init; }

    /// <summary>A signed PK update (<c>PK.auth</c>).</summary>
    public string? PlatformKeyPath { get; init; }

    /// <summary>A signed KEK update (<c>KEK.auth</c>).</summary>
    public string? KeyExchangeKeyPath { get; init; }

    /// <summary>A signed db update (<c>db.auth</c>).</summary>
    public string? SignatureKeyPath { get; init; }

    /// <summary>Adds Microsoft's public certificates to generated databases.</summary>
    public bool? IncludeWellKnownCerts { get; init; }
}
