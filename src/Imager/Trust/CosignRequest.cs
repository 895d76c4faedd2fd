using Imager.Oci.Model;
using Imager.Profiles.Trust;

namespace Imager.Trust;

/// <summary>One question to cosign, as arguments.</summary>
internal sealed record CosignRequest(
    ImageReference Pinned, TrustRule Rule, TrustSigner Signer, bool IsBundle, bool IsPlainHttp, bool IsInsecure)
{
    internal IReadOnlyList<string> Arguments(CosignSettings settings, CosignFeatures features) =>
    [
        "verify",
        "--output=json",
        .. WhoSigned(settings, features),
        .. Given("--insecure-ignore-tlog=true", Rule.IgnoresTransparencyLog),
        .. Given("--insecure-ignore-sct=true", Rule.IgnoresCertificateTransparency && Signer.Key is null),
        .. Given("--offline=true", Rule.IsOffline == true || Rule.TrustedRoot is not null),
        .. Given($"--new-bundle-format={(IsBundle ? "true" : "false")}", features.KnowsBundles),

        // 2.x takes a trusted root for bundles only; for the older shape its parts go by environment (TrustedRootFiles).
        .. Rule.TrustedRoot is { } root && features.KnowsTrustedRoot && IsBundle
            ? (string[])[$"--trusted-root={settings.PathOf(root)}"]
            : [],
        .. Given("--allow-http-registry=true", IsPlainHttp),
        .. Given("--allow-insecure-registry=true", IsInsecure),

        // By digest alone: a tag beside it would be looked up again.
        $"{Pinned.Registry}/{Pinned.Repository}@{Pinned.Digest}",
    ];

    private IEnumerable<string> WhoSigned(CosignSettings settings, CosignFeatures features)
    {
        if (Signer.Key is { } key)
        {
            yield return $"--key={settings.KeyOf(key)}";
            yield break;
        }

        yield return Signer.Identity is { } identity
            ? $"--certificate-identity={identity}"
            : $"--certificate-identity-regexp={Signer.IdentityRegexp}";
        yield return Signer.Issuer is { } issuer
            ? $"--certificate-oidc-issuer={issuer}"
            : $"--certificate-oidc-issuer-regexp={Signer.IssuerRegexp}";
        if (Signer.CaRoots is { } roots)
        {
            yield return $"{(features.KnowsCaRoots ? "--ca-roots" : "--certificate-chain")}={settings.PathOf(roots)}";
        }

        if (Signer.CaIntermediates is { } intermediates)
        {
            yield return $"--ca-intermediates={settings.PathOf(intermediates)}";
        }
    }

    private static IEnumerable<string> Given(string argument, bool condition) => condition ? [argument] : [];
}
