namespace Imager.Profiles.Trust;

/// <summary>Who must have signed the images of some repositories.</summary>
public sealed record TrustRule
{
    /// <summary>A name for messages.</summary>
    public string? Name { get; init; }

    /// <summary>Repositories with registry, for example <c>ghcr.io/siderolabs/*</c>; <c>*</c> stands for any characters, <c>/</c> too.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary><c>enforce</c> (default), <c>warn</c> or <c>off</c>, as written.</summary>
    public string? ModeText { get; init; }

    /// <summary>Any one of these must have signed.</summary>
    public IReadOnlyList<TrustSigner>? SignedBy { get; init; }

    /// <summary><c>required</c> (default) or <c>ignored</c>: whether the signature must be in a transparency log.</summary>
    public string? TransparencyLog { get; init; }

    /// <summary><c>required</c> (default) or <c>ignored</c>: whether a certificate must be in a certificate transparency log.</summary>
    public string? CertificateTransparency { get; init; }

    /// <summary>Whether to ask no server but the image's registry.</summary>
    public bool? IsOffline { get; init; }

    /// <summary>A Sigstore trusted root (JSON) to use instead of the one that cosign downloads.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>The mode.</summary>
    public TrustMode Mode => ModeText switch { "warn" => TrustMode.Warn, "off" => TrustMode.Off, _ => TrustMode.Enforce };

    /// <summary>Whether the transparency log is left out of the check.</summary>
    public bool IgnoresTransparencyLog => TransparencyLog == TrustPolicy.Ignored;

    /// <summary>Whether certificate transparency is left out of the check.</summary>
    public bool IgnoresCertificateTransparency => CertificateTransparency == TrustPolicy.Ignored;

    /// <summary>Whether the rule is about a repository.</summary>
    /// <param name="registry">Host and optional port; port 443 and the case of letters do not matter.</param>
    /// <param name="repository">The path below it.</param>
    public bool Covers(string registry, string repository)
    {
        const string TlsPort = ":443";
        var host = registry.EndsWith(TlsPort, StringComparison.Ordinal) ? registry[..^TlsPort.Length] : registry;
        var name = $"{host}/{repository}".ToLowerInvariant();
        return Images?.Any(pattern => Glob.Matches(pattern.ToLowerInvariant(), name)) == true;
    }

    /// <inheritdoc/>
    public override string ToString() => Name ?? string.Join(", ", Images ?? []);
}
