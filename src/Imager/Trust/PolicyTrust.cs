using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;
using Imager.Profiles.Trust;

namespace Imager.Trust;

/// <summary>Decides by a policy: finds the rule for an image and has cosign check what it demands.</summary>
/// <remarks>
/// A signature is looked for at each mirror and at the registry itself; it vouches for the digest wherever it is kept. Rules are found by
/// the name that was asked for, never by a mirror's.
/// </remarks>
public sealed class PolicyTrust : IImageTrust, IDisposable
{
    private readonly TrustPolicy policy;
    private readonly IBuildReporter reporter;
    private readonly Lazy<Cosign> cosign;

    private PolicyTrust(TrustPolicy policy, CosignSettings settings, IBuildReporter reporter)
    {
        this.policy = policy;
        this.reporter = reporter;
        cosign = new(() => Cosign.Find(settings));
    }

    /// <summary>The policy that the command line or the working folder names, else the built-in one.</summary>
    /// <exception cref="InvalidInputException">The file is no policy; every mistake is listed with line and column.</exception>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public static PolicyTrust Load(ContainerSettings settings, Func<string, string?> variable, IBuildReporter reporter)
    {
        var path = settings.PolicyPath ?? (File.Exists(TrustPolicy.FileName) ? TrustPolicy.FileName : null);
        var policy = path is null ? TrustPolicy.Default : Read(path);
        var folder = path is null ? "." : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Create(policy, folder, settings, variable, reporter);
    }

    /// <summary>A policy that is already there; relative paths in it begin at <paramref name="folder"/>.</summary>
    public static PolicyTrust Create(
        TrustPolicy policy, string folder, ContainerSettings settings, Func<string, string?> variable, IBuildReporter reporter)
    {
        var registries = settings.Registries(variable);
        return new(policy, new CosignSettings(variable, registries.DockerConfigPath, registries.AuthorityFiles, folder), reporter);
    }

    /// <inheritdoc/>
    public async Task<TrustFinding> EnsureAsync(ImageReference reference, RegistryRoute route, CancellationToken cancellationToken)
    {
        var finding = await CheckAsync(reference, route, cancellationToken);
        switch (finding.Outcome)
        {
            case TrustOutcome.Refused:
                throw new DependencyException(
                    "IMG5471", $"{finding.Image} is refused by {finding.Rule}, and nothing of it was used: {finding.Detail}");
            case TrustOutcome.Tolerated:
                reporter.Warn($"{finding.Image} is used although {finding.Rule} is not satisfied: {finding.Detail}");
                break;
            case TrustOutcome.Verified:
                reporter.Progress($"verified {finding.Image}: signed by {string.Join(", ", finding.Signers)}");
                break;
        }

        return finding;
    }

    /// <summary>Checks and reports; refuses nothing by itself.</summary>
    /// <exception cref="HostEnvironmentException">cosign is needed and missing.</exception>
    public async Task<TrustFinding> CheckAsync(ImageReference reference, RegistryRoute route, CancellationToken cancellationToken)
    {
        var image = reference.ToString();
        var rule = policy.Find(reference.Registry, reference.Repository);
        if (rule is null)
        {
            var outcome = policy.Unmatched switch
            {
                "refuse" => TrustOutcome.Refused,
                "warn" => TrustOutcome.Tolerated,
                _ => TrustOutcome.NotCovered,
            };
            return new TrustFinding(image, outcome, "no rule", [], "no rule of the policy is about this repository; nothing was checked");
        }

        if (rule.Mode == TrustMode.Off)
        {
            return new TrustFinding(image, TrustOutcome.Off, $"{rule}", [], "the rule has mode off; nothing was checked");
        }

        var answer = await AskAsync(reference, route, rule, cancellationToken);
        return new TrustFinding(
            image,
            answer.IsVerified ? TrustOutcome.Verified : rule.Mode == TrustMode.Warn ? TrustOutcome.Tolerated : TrustOutcome.Refused,
            $"{rule}", answer.Signers, answer.IsVerified ? Checked(rule) : answer.Detail);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (cosign.IsValueCreated)
        {
            cosign.Value.Dispose();
        }
    }

    private static TrustPolicy Read(string path)
    {
        try
        {
            return TrustPolicyReader.Read(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6662", $"cannot read the policy \"{path}\": {error.Message}", error);
        }
    }

    private static string Checked(TrustRule rule) => string.Join(
        ", ",
        new[]
        {
            "signature and digest checked",
            rule.IgnoresTransparencyLog ? "transparency log ignored" : "in the transparency log",
            rule.TrustedRoot is null ? null : $"trusted root {rule.TrustedRoot}",
        }.OfType<string>());

    private async Task<CosignAnswer> AskAsync(
        ImageReference reference, RegistryRoute route, TrustRule rule, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var (place, isPlainHttp) in route.Places(reference))
        {
            foreach (var signer in rule.SignedBy ?? [])
            {
                var answer = await cosign.Value.VerifyAsync(
                    place, isPlainHttp, route.IsInsecure, rule, signer, cancellationToken);
                if (answer.IsVerified)
                {
                    return answer;
                }

                problems.Add($"{signer} at {place.Registry}: {answer.Detail}");
            }
        }

        return new CosignAnswer(false, [], $"not signed as demanded. {string.Join("; ", problems)}");
    }
}
