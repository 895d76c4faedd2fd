using Imager.Core;

namespace Imager.Profiles.Trust;

/// <summary>What makes no sense in a policy that is well-formed.</summary>
internal static class TrustPolicyChecks
{
    private static readonly string[] Modes = ["enforce", "warn", "off"];
    private static readonly string[] Answers = ["required", TrustPolicy.Ignored];
    private static readonly string[] Unmatched = ["allow", "warn", "refuse"];

    internal static IEnumerable<ProfileProblem> Find(
        TrustPolicy policy, IReadOnlyDictionary<string, SourcePosition> positions)
    {
        return OneOf("IMG2032", "unmatched", policy.Unmatched, Unmatched)
            .Concat((policy.Rules ?? []).SelectMany((rule, index) => CheckRule(rule, $"rules[{index}]")))
            .Select(found => ProfileProblem.Error(found.Code, found.Path, PositionOf(found.Path), $"{found.Path} {found.Message}"));

        SourcePosition? PositionOf(string path)
        {
            for (; path.Length > 0; path = path[..Math.Max(0, path.LastIndexOf('.'))])
            {
                if (positions.TryGetValue(path, out var position))
                {
                    return position;
                }
            }

            return null;
        }
    }

    private static IEnumerable<(string Code, string Path, string Message)> CheckRule(TrustRule rule, string path) =>
        CheckImages(rule, path)
            .Concat(OneOf("IMG2033", $"{path}.mode", rule.ModeText, Modes))
            .Concat(OneOf("IMG2034", $"{path}.transparencyLog", rule.TransparencyLog, Answers))
            .Concat(OneOf("IMG2035", $"{path}.certificateTransparency", rule.CertificateTransparency, Answers))
            .Concat(CheckSigners(rule, path));

    private static IEnumerable<(string Code, string Path, string Message)> CheckImages(TrustRule rule, string path)
    {
        if (rule.Images is not { Count: > 0 })
        {
            yield return ("IMG2036", path, "names no images: add, for example, images: [\"ghcr.io/siderolabs/*\"].");
        }

        foreach (var (index, image) in (rule.Images ?? []).Index())
        {
            var slash = image.IndexOf('/', StringComparison.Ordinal);
            if (image.Contains("://", StringComparison.Ordinal) || image.Contains('@', StringComparison.Ordinal)
                || image.LastIndexOf(':') > Math.Max(slash, 0) || image.Any(char.IsWhiteSpace)
                || (slash < 0 && image != "*"))
            {
                yield return (
                    "IMG2037", $"{path}.images[{index}]",
                    $"is \"{image}\"; write REGISTRY/REPOSITORY without scheme, tag and digest, with * for any characters, for example "
                    + "ghcr.io/siderolabs/* or docker.io/library/debian.");
            }
        }
    }

    private static IEnumerable<(string Code, string Path, string Message)> CheckSigners(TrustRule rule, string path)
    {
        if (rule.Mode != TrustMode.Off && rule.SignedBy is not { Count: > 0 })
        {
            yield return ("IMG2038", path, "says nobody who must have signed: add signedBy, or mode: off to check nothing.");
        }

        foreach (var (index, signer) in (rule.SignedBy ?? []).Index())
        {
            var place = $"{path}.signedBy[{index}]";
            var identities = Count(signer.Identity, signer.IdentityRegexp);
            var issuers = Count(signer.Issuer, signer.IssuerRegexp);
            if (signer.Key is not null && identities + issuers + Count(signer.CaRoots, signer.CaIntermediates) > 0)
            {
                yield return ("IMG2039", place, "names a key and a certificate identity; make two signers of them.");
            }
            else if (signer.Key is null && (identities != 1 || issuers != 1))
            {
                yield return (
                    "IMG2040", place,
                    "needs key, or one of identity and identityRegexp together with one of issuer and issuerRegexp.");
            }

            if (signer.CaIntermediates is not null && signer.CaRoots is null)
            {
                yield return ("IMG2041", $"{place}.caIntermediates", "needs caRoots beside it.");
            }
        }
    }

    private static int Count(params string?[] values) => values.Count(value => value is not null);

    private static IEnumerable<(string Code, string Path, string Message)> OneOf(
        string code, string path, string? value, string[] known)
    {
        if (value is not null && !known.Contains(value))
        {
            yield return (code, path, $"is \"{value}\"; it must be one of {string.Join(", ", known)}.{NearestMatch.Hint(value, known)}");
        }
    }
}
