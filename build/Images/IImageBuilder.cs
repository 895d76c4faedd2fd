namespace Imager.Build.Images;

/// <summary>The image library as the build sees it: profile and arguments in, files out.</summary>
public interface IImageBuilder
{
    /// <summary>What will be made; reads no boot asset and writes nothing, so it may be called to see whether work is needed.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">The profile or an argument is wrong.</exception>
    ImageDescription Describe(ImageRequest request);

    /// <summary>What the registry references of a request mean now, by name: their digests, allowed by the policy. Empty when it names none.</summary>
    /// <exception cref="Imager.Core.DependencyException">A registry cannot be reached, or the policy refuses an image.</exception>
    Task<IReadOnlyDictionary<string, string>> ResolveAsync(ImageRequest request, Action<string> notice, CancellationToken cancellationToken);

    /// <summary>Makes the files of <see cref="Describe"/> in <paramref name="outputFolder"/>; <paramref name="notice"/> hears lines for people.</summary>
    Task BuildAsync(ImageRequest request, string outputFolder, Action<string> notice, CancellationToken cancellationToken);
}
