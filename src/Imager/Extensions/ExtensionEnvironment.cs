using Imager.Images;

namespace Imager.Extensions;

/// <summary>What the preparation of extensions needs of the machine.</summary>
/// <remarks><c>Threads</c> never changes a byte.</remarks>
public sealed record ExtensionEnvironment(IExtensionImages Images, string ScratchFolder, int Threads)
{
    /// <summary>How strictly extensions are judged.</summary>
    public ExtensionSettings Settings { get; init; } = ExtensionSettings.Default;

    /// <summary>The run's images, scratch files in TMPDIR or /tmp.</summary>
    /// <param name="images">How images are reached and trusted.</param>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="threads">For compression.</param>
    public static ExtensionEnvironment From(ContainerImages images, Func<string, string?> variable, int threads) =>
        new(new PulledExtensionImages(images), variable("TMPDIR") is { Length: > 0 } folder ? folder : "/tmp", threads);
}
