namespace Imager.Profiles.Trust;

/// <summary>A policy: the first rule that is about a repository decides.</summary>
public sealed record TrustPolicy
{
    /// <summary>The file that is used when none is named.</summary>
    public const string FileName = "imager.policy.yaml";

    internal const string Ignored = "ignored";

    /// <summary>Sidero Labs signs its images keyless, as its documentation shows ("Verifying images").</summary>
    private static readonly TrustRule SideroLabs = new()
    {
        Name = "built-in rule for ghcr.io/siderolabs/*",
        Images = ["ghcr.io/siderolabs/*"],
        SignedBy = [new TrustSigner { IdentityRegexp = @"@siderolabs\.com$", Issuer = "https://accounts.google.com" }],
    };

    /// <summary>What holds without a policy file.</summary>
    public static TrustPolicy Default { get; } = new();

    /// <summary>Whether the built-in rules hold behind the own ones; they do unless this is false.</summary>
    public bool? BuiltIn { get; init; }

    /// <summary><c>allow</c> (default), <c>warn</c> or <c>refuse</c>: what happens to images that no rule is about.</summary>
    public string? Unmatched { get; init; }

    /// <summary>The policy's own rules.</summary>
    public IReadOnlyList<TrustRule>? Rules { get; init; }

    /// <summary>All rules in order, the built-in ones last.</summary>
    public IEnumerable<TrustRule> AllRules => (Rules ?? []).Concat(BuiltIn == false ? [] : [SideroLabs]);

    /// <summary>The rule for a repository, or null.</summary>
    public TrustRule? Find(string registry, string repository) => AllRules.FirstOrDefault(rule => rule.Covers(registry, repository));
}
