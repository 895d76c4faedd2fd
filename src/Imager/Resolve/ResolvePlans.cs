using Imager.Core;
using Imager.Images;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>The only network phase of a build: fetches what plans name, verified and pinned.</summary>
public sealed class ResolvePlans(ContainerImages images, AssetLocator locator)
{
    /// <summary>Resolves every plan; equal images are pulled once, different ones at the same time.</summary>
    /// <exception cref="ImagerException">An image cannot be had, is not what it should be, or is not signed as the policy demands.</exception>
    public async Task<ResolvedPlans> RunAsync(IReadOnlyList<BuildPlan> plans, CancellationToken cancellationToken)
    {
        foreach (var plan in plans)
        {
            NotYetSupported.Check(plan);
        }

        return new ResolvedPlans(await Task.WhenAll(plans.Select(plan => ResolveAsync(plan, cancellationToken))));
    }

    private async Task<ResolvedPlan> ResolveAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        var input = plan.Profile.Input;
        var hasInitramfs = plan.Profile.Kind is not (OutputKind.Kernel or OutputKind.Cmdline);
        var isInstaller = plan.Profile.Kind == OutputKind.Installer;
        var extensions = hasInitramfs ? input?.SystemExtensions ?? [] : [];
        var pulledExtensions = Task.WhenAll(extensions.Select(asset => PullAsync(asset, plan, cancellationToken)));
        var baseInstaller = PullAsync(isInstaller ? input?.BaseInstaller : null, plan, cancellationToken);
        var overlayInstaller = PullAsync(isInstaller ? input?.OverlayInstaller : null, plan, cancellationToken);
        await Task.WhenAll(pulledExtensions, baseInstaller, overlayInstaller);
        return new ResolvedPlan(plan, locator)
        {
            SystemExtensions = [.. (await pulledExtensions).OfType<PinnedImage>()],
            BaseInstaller = await baseInstaller,
            OverlayInstaller = await overlayInstaller,
        };
    }

    private async Task<PinnedImage?> PullAsync(ContainerAsset? asset, BuildPlan plan, CancellationToken cancellationToken) =>
        ImageLocation.Of(asset) is { } location
            ? await images.PullAsync(location, plan.Architecture, cancellationToken)
            : null;
}
