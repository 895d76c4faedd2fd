using Imager.Core;
using Imager.Profiles.Schema;
using Imager.Profiles.Yaml;
using YamlDotNet.Core;

namespace Imager.Profiles.Trust;

/// <summary>Reads policy files strictly: what is not understood is an error with its place, never ignored.</summary>
public static class TrustPolicyReader
{
    private static readonly TextCodec Text = new();
    private static readonly BooleanCodec Flag = new(hasThreeStates: true);

    private static readonly ObjectCodec<TrustSigner> Signer = new("trustSigner", isPointer: false,
    [
        Field<TrustSigner>.Optional("key", Text, "Public key.", o => o.Key, (o, v) => o with { Key = (string?)v }),
        Field<TrustSigner>.Optional("identity", Text, "Subject.", o => o.Identity, (o, v) => o with { Identity = (string?)v }),
        Field<TrustSigner>.Optional("identityRegexp", Text, "Subject as regular expression.",
            o => o.IdentityRegexp, (o, v) => o with { IdentityRegexp = (string?)v }),
        Field<TrustSigner>.Optional("issuer", Text, "OIDC issuer.", o => o.Issuer, (o, v) => o with { Issuer = (string?)v }),
        Field<TrustSigner>.Optional("issuerRegexp", Text, "OIDC issuer as regular expression.",
            o => o.IssuerRegexp, (o, v) => o with { IssuerRegexp = (string?)v }),
        Field<TrustSigner>.Optional("caRoots", Text, "Own authorities.", o => o.CaRoots, (o, v) => o with { CaRoots = (string?)v }),
        Field<TrustSigner>.Optional("caIntermediates", Text, "Own intermediate certificates.",
            o => o.CaIntermediates, (o, v) => o with { CaIntermediates = (string?)v }),
    ]);

    private static readonly ObjectCodec<TrustRule> Rule = new("trustRule", isPointer: false,
    [
        Field<TrustRule>.Optional("name", Text, "Name for messages.", o => o.Name, (o, v) => o with { Name = (string?)v }),
        Field<TrustRule>.Optional("images", new ListCodec<string>(Text), "Repository patterns.",
            o => o.Images, (o, v) => o with { Images = (IReadOnlyList<string>?)v }),
        Field<TrustRule>.Optional("mode", Text, "enforce, warn or off.", o => o.ModeText, (o, v) => o with { ModeText = (string?)v }),
        Field<TrustRule>.Optional("signedBy", new ListCodec<TrustSigner>(Signer), "Any one of these.",
            o => o.SignedBy, (o, v) => o with { SignedBy = (IReadOnlyList<TrustSigner>?)v }),
        Field<TrustRule>.Optional("transparencyLog", Text, "required or ignored.",
            o => o.TransparencyLog, (o, v) => o with { TransparencyLog = (string?)v }),
        Field<TrustRule>.Optional("certificateTransparency", Text, "required or ignored.",
            o => o.CertificateTransparency, (o, v) => o with { CertificateTransparency = (string?)v }),
        Field<TrustRule>.Optional("offline", Flag, "Ask the registry only.", o => o.IsOffline, (o, v) => o with { IsOffline = (bool?)v }),
        Field<TrustRule>.Optional("trustedRoot", Text, "Sigstore trusted root.",
            o => o.TrustedRoot, (o, v) => o with { TrustedRoot = (string?)v }),
    ]);

    private static readonly ObjectCodec<TrustPolicy> Document = new("trustPolicy", isPointer: false,
    [
        Field<TrustPolicy>.Optional("builtIn", Flag, "Keep the built-in rules.", o => o.BuiltIn, (o, v) => o with { BuiltIn = (bool?)v }),
        Field<TrustPolicy>.Optional("unmatched", Text, "allow, warn or refuse.",
            o => o.Unmatched, (o, v) => o with { Unmatched = (string?)v }),
        Field<TrustPolicy>.Optional("rules", new ListCodec<TrustRule>(Rule), "The first that fits decides.",
            o => o.Rules, (o, v) => o with { Rules = (IReadOnlyList<TrustRule>?)v }),
    ])
    {
        RootPlace = "a policy",
    };

    /// <summary>Reads a policy.</summary>
    /// <exception cref="InvalidInputException">Something is wrong; all of it is listed, with line and column.</exception>
    public static TrustPolicy Read(string text, string sourceName)
    {
        var context = new ReadContext(sourceName, isLenient: false);
        var policy = Parse(text, sourceName, context) is { } root
            ? (TrustPolicy?)Document.Read(root, string.Empty, context) ?? TrustPolicy.Default
            : TrustPolicy.Default;
        var problems = context.Problems.Count > 0 ? context.Problems : [.. TrustPolicyChecks.Find(policy, context.Positions)];
        return problems.Count == 0
            ? policy
            : throw new InvalidInputException(
                problems[0].Code,
                problems.Count == 1
                    ? problems[0].Text
                    : $"the policy has {problems.Count} problems:\n  {string.Join("\n  ", problems)}");
    }

    private static YamlNode? Parse(string text, string sourceName, ReadContext context)
    {
        try
        {
            var (root, second) = YamlNodeReader.ReadFirst(text, sourceName);
            if (second is not null)
            {
                context.Problems.Add(ProfileProblem.Error(
                    "IMG2031", string.Empty, second, "a policy is one YAML document; remove this second one."));
            }

            return root is { IsNull: true } ? null : root;
        }
        catch (YamlException error)
        {
            var position = new SourcePosition(
                sourceName, Math.Max(1, (int)error.Start.Line), Math.Max(1, (int)error.Start.Column));
            context.Problems.Add(ProfileProblem.Error(
                "IMG2030", string.Empty, position, $"this is not YAML: {error.Message.TrimEnd('.')}."));
            return null;
        }
    }
}
