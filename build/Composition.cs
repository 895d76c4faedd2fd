using Imager.Build.Images;

namespace Imager.Build;

/// <summary>Where collaborators are put together by hand.</summary>
internal static class Composition
{
    /// <summary>The image library.</summary>
    public static IImageBuilder ImageBuilder(BuildContext context) => new ImagerLibrary(context.EnvironmentVariable);
}
