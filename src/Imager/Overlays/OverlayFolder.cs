using Imager.Core;
using Imager.Host;
using Imager.Images;
using Imager.Oci.Layers;

namespace Imager.Overlays;

/// <summary>An overlay image unpacked: <c>artifacts/</c>, <c>installers/NAME</c>, <c>profiles/*.yaml</c>.</summary>
/// <remarks><c>Source</c>: what messages call it.</remarks>
public sealed record OverlayFolder(string Path, string Source)
{
    private const string DefaultName = "default";

    /// <summary>Where an overlay's program finds its files.</summary>
    public string ArtifactsPath => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>Unpacks the overlay into a new folder.</summary>
    /// <exception cref="InvalidInputException">The image is no overlay.</exception>
    public static OverlayFolder Unpack(PinnedImage image, string folder, CancellationToken cancellationToken)
    {
        var tree = image.Flatten(cancellationToken);
        if (!tree.Below("installers").Any())
        {
            throw new InvalidInputException(
                "IMG2046", $"{image.Location}: this is no overlay image: it has no installers/ folder. Overlays are, for example, "
                + "ghcr.io/siderolabs/sbc-raspberrypi:v0.1.0.");
        }

        FlatDirectory.Write(tree, string.Empty, folder, cancellationToken);
        return new OverlayFolder(folder, image.Location.ToString());
    }

    /// <summary>The overlay's profiles by name, with source name and text.</summary>
    /// <exception cref="InvalidInputException">A profile is larger than a profile can be.</exception>
    public static IReadOnlyList<KeyValuePair<string, (string SourceName, string Text)>> Profiles(
        PinnedImage image, string scratchFolder, CancellationToken cancellationToken)
    {
        const long maxBytes = 1 << 20;
        var tree = image.Flatten(cancellationToken);
        var files = tree.Below("profiles").Where(entry => entry.Content is not null && entry.Path.EndsWith(".yaml", StringComparison.Ordinal)).ToList();
        var large = files.FirstOrDefault(file => file.Content!.Value.SizeBytes > maxBytes);
        if (large is not null)
        {
            throw new InvalidInputException("IMG2048", $"{image.Location}: {large.Path} is larger than {maxBytes} bytes; that is no profile.");
        }

        using var scratch = new ScratchFolder(scratchFolder);
        using var contents = FlatContents.Extract(tree, files, scratch.NewPath("profiles"), cancellationToken);
        return files.ConvertAll(file =>
        {
            using var reader = new StreamReader(contents.OpenRead(file));
            return KeyValuePair.Create(
                System.IO.Path.GetFileNameWithoutExtension(file.Path), ($"{image.Location}:{file.Path}", reader.ReadToEnd()));
        });
    }

    /// <summary>The program of one installer.</summary>
    /// <exception cref="InvalidInputException">The overlay has none of that name.</exception>
    public string Installer(string? name)
    {
        var wanted = string.IsNullOrEmpty(name) ? DefaultName : name;
        var folder = System.IO.Path.Combine(Path, "installers");
        var known = Directory.GetFiles(folder).Select(file => System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal).ToList();
        return known.Contains(wanted)
            ? System.IO.Path.Combine(folder, wanted)
            : throw new InvalidInputException(
                "IMG2049", $"{Source}: the overlay has no installer \"{wanted}\".{NearestMatch.Hint(wanted, known)} It has {string.Join(", ", known)}; name one "
                + "with --overlay-name or overlay.name.");
    }
}
