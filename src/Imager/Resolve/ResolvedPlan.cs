using Imager.ImageCaches;
using Imager.Images;
using Imager.Overlays;
using Imager.Plan;

namespace Imager.Resolve;

/// <summary>A plan with everything it needs from elsewhere: verified, pinned to digests, in the local cache.</summary>
/// <remarks><c>Locator</c> finds kernel, initramfs and boot programs, in the base image where there is one.</remarks>
public sealed record ResolvedPlan(BuildPlan Plan, AssetLocator Locator)
{
    /// <summary>The image that an installer is built on.</summary>
    public PinnedImage? BaseInstaller { get; init; }

    /// <summary>The overlay that goes into an installer.</summary>
    public PinnedImage? OverlayInstaller { get; init; }

    /// <summary>Container images the machine can start without a registry, or null.</summary>
    public CacheContents? Cache { get; init; }

    /// <summary>What the overlay's program left for a disk.</summary>
    public OverlayResult Overlay { get; init; } = OverlayResult.None;

    /// <summary>The image that the boot assets come from, or null.</summary>
    public PinnedImage? Base { get; init; }
}
