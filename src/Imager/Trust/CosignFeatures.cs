using Imager.Core;
using Imager.Host;

namespace Imager.Trust;

/// <summary>What a cosign can do, found out from itself: distributions build it without a version.</summary>
/// <remarks>
/// The help of 3.1 hides options that it still takes, as deprecated ones; those are tried.
/// <c>KnowsBundles</c>: 2.4 and newer. <c>PrefersBundles</c>: 3.x, whose <c>verify</c> has <c>--new-bundle-format=true</c> by default.
/// <c>KnowsTrustedRoot</c>: 2.5 and newer; <c>KnowsCaRoots</c>: 2.3 and newer.
/// </remarks>
internal sealed record CosignFeatures(bool KnowsBundles, bool PrefersBundles, bool KnowsTrustedRoot, bool KnowsCaRoots)
{
    private const string Bundles = "--new-bundle-format";
    private const string CaRoots = "--ca-roots";

    internal static async Task<CosignFeatures> AskAsync(string program, CancellationToken cancellationToken)
    {
        var end = await ToolRunner.RunAsync(new ToolCall(program, ["verify", "--help"]), cancellationToken);
        var help = end.Output + end.Error;
        if (!help.Contains("--certificate-identity-regexp", StringComparison.Ordinal))
        {
            throw new HostEnvironmentException(
                "IMG4452", $"{program} is no cosign, or one below 2.0: its help does not name --certificate-identity-regexp. Install a newer one.");
        }

        var shown = Read(help);
        var hidesBundles = !shown.KnowsBundles && await TakesAsync(program, $"{Bundles}=true", cancellationToken);
        return shown with
        {
            KnowsBundles = shown.KnowsBundles || hidesBundles,
            PrefersBundles = shown.PrefersBundles || hidesBundles,
            KnowsCaRoots = shown.KnowsCaRoots || await TakesAsync(program, $"{CaRoots}=x", cancellationToken),
        };
    }

    internal static CosignFeatures Read(string help) => new(
        help.Contains(Bundles, StringComparison.Ordinal),
        help.Contains($"{Bundles}=true", StringComparison.Ordinal)
            || help.Split('\n').Any(line => line.Contains(Bundles, StringComparison.Ordinal) && line.Contains("(default true)", StringComparison.Ordinal)),
        help.Contains("--trusted-root", StringComparison.Ordinal),
        help.Contains(CaRoots, StringComparison.Ordinal));

    /// <summary>An option that it does not know is an error even before it prints its help.</summary>
    private static async Task<bool> TakesAsync(string program, string option, CancellationToken cancellationToken) =>
        (await ToolRunner.RunAsync(new ToolCall(program, ["verify", option, "--help"]), cancellationToken)).ExitCode == 0;
}
