namespace Imager.Profiles.Trust;

/// <summary>One signer that a rule accepts: the holder of a key, or an identity in a certificate (keyless).</summary>
/// <remarks>Paths are as the policy wrote them, relative to its folder.</remarks>
public sealed record TrustSigner
{
    /// <summary>A public key: a PEM file, or a KMS URI that cosign knows.</summary>
    public string? Key { get; init; }

    /// <summary>The certificate's subject, exactly: a mail address or URI.</summary>
    public string? Identity { get; init; }

    /// <summary>The certificate's subject as a regular expression (RE2); it matches anywhere unless anchored.</summary>
    public string? IdentityRegexp { get; init; }

    /// <summary>Who vouched for the identity, exactly: the OIDC issuer's URL.</summary>
    public string? Issuer { get; init; }

    /// <summary>The OIDC issuer as a regular expression (RE2).</summary>
    public string? IssuerRegexp { get; init; }

    /// <summary>PEM file of the certificate authorities to use instead of Sigstore's public one.</summary>
    public string? CaRoots { get; init; }

    /// <summary>PEM file of intermediate certificates that go with <see cref="CaRoots"/>.</summary>
    public string? CaIntermediates { get; init; }

    /// <summary>What a report calls this signer.</summary>
    public override string ToString() => Key is not null
        ? $"key {Key}"
        : $"{Identity ?? $"/{IdentityRegexp}/"} by {Issuer ?? $"/{IssuerRegexp}/"}{(CaRoots is null ? string.Empty : $" under {CaRoots}")}";
}
