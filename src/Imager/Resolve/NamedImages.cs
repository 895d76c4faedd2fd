using Imager.Extensions;
using Imager.Images;
using Imager.Plan;
using Imager.Profiles;

namespace Imager.Resolve;

/// <summary>Which container images a plan needs: profiles name more, for outputs of other kinds.</summary>
public static class NamedImages
{
    /// <summary>All of them, wherever they are.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">A reference is malformed.</exception>
    public static IEnumerable<ImageLocation> Of(BuildPlan plan) => new[]
    {
        plan.Base, ImageLocation.Of(BaseInstaller(plan)), ImageLocation.Of(OverlayInstaller(plan)), ImageLocation.Of(Cache(plan)),
        ImageLocation.Of(plan.Profile.Overlay?.Image),
    }.OfType<ImageLocation>();

    /// <summary>The extensions it names.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">One is neither a path nor a reference.</exception>
    public static IEnumerable<ExtensionSource> Extensions(BuildPlan plan) => (plan.Profile.Input?.SystemExtensions ?? []).Select(ExtensionSource.From);

    internal static ContainerAsset? BaseInstaller(BuildPlan plan) => OfInstaller(plan)?.BaseInstaller;

    internal static ContainerAsset? OverlayInstaller(BuildPlan plan) => OfInstaller(plan)?.OverlayInstaller;

    internal static ContainerAsset? Cache(BuildPlan plan) =>
        plan.Output is OutputSpec.Disk or OutputSpec.Iso ? plan.Profile.Input?.ImageCache : null;

    private static ProfileInput? OfInstaller(BuildPlan plan) => plan.Profile.Kind == OutputKind.Installer ? plan.Profile.Input : null;
}
