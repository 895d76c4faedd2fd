using Imager.Build.Images;

namespace Imager.Build;

/// <summary>Where collaborators are put together by hand.</summary>
internal static class Composition
{
    /// <summary>The image library; null until it is connected here.</summary>
    public static IImageBuilder? ImageBuilder(BuildContext context) => null;
}
