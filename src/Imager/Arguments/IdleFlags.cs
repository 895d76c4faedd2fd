using System.CommandLine;
using Imager.Core;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Arguments;

/// <summary>Flags that were given and change nothing in what this run makes: said, as a warning, never silently dropped.</summary>
internal static class IdleFlags
{
    private const string Code = "IMG2739";

    private const string SignerScheme = "unix://";

    /// <summary>One sentence for each flag that no plan of the run uses.</summary>
    internal static IEnumerable<string> Find(ParseResult parsed, ImageOptionSet options, IReadOnlyList<BuildPlan> plans)
    {
        Option[] aboutSecureBoot =
        [
            options.IncludeWellKnownCerts, options.SecureBootSignerAddress, options.PcrSignerAddress, options.EnrollKeys,
        ];
        foreach (var option in aboutSecureBoot.Where(option => IsGiven(parsed, option) && !plans.Any(plan => plan.Profile.IsSecureBoot)))
        {
            yield return $"{Code} {option.Name} has no effect: {Names(plans)} is not built for Secure Boot. Use a secureboot-* "
                + "profile, or set secureboot: true in the document.";
        }

        if (IsGiven(parsed, options.BaseInstallerImage) && !plans.Any(plan => plan.Output is OutputSpec.Installer))
        {
            yield return $"{Code} {options.BaseInstallerImage.Name} has no effect: {Names(plans)} is not made from an "
                + "installer image; only output kind installer is.";
        }

        if (IsGiven(parsed, options.Insecure) && !plans.Any(plan => plan.Base is not null || PullsAnything(plan.Profile)))
        {
            yield return $"{Code} {options.Insecure.Name} has no effect: {Names(plans)} takes nothing from a registry.";
        }
    }

    /// <summary>Checks the signers' addresses also where nothing will be signed.</summary>
    /// <exception cref="InvalidInputException">An address does not begin with <c>unix://</c>.</exception>
    internal static void CheckSigners(ParseResult parsed, ImageOptionSet options)
    {
        foreach (var option in new[] { options.SecureBootSignerAddress, options.PcrSignerAddress })
        {
            if (parsed.GetValue(option) is { } address
                && (!address.StartsWith(SignerScheme, StringComparison.Ordinal) || address.Length == SignerScheme.Length))
            {
                throw new InvalidInputException(
                    "IMG2740", $"{option.Name} \"{address}\" is no socket address: write unix://PATH, for example unix:///run/signer.sock.");
            }
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static bool PullsAnything(ImageProfile profile) =>
        profile.Kind == OutputKind.Installer
        || profile.Input?.SystemExtensions is { Count: > 0 }
        || profile.Input?.ImageCache is not null;

    private static string Names(IReadOnlyList<BuildPlan> plans) => string.Join(", ", plans.Select(plan => plan.FileName));
}
