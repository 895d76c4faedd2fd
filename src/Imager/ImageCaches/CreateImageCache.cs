using Imager.Core;
using Imager.Images;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.ImageCaches;

/// <summary>Makes an image cache: container images that a machine starts without a registry.</summary>
/// <remarks>
/// One layer with <c>blob/sha256-HEX</c> and <c>manifests/REGISTRY/REPOSITORY/{reference/TAG,digest/sha256-HEX}</c>; a port in a registry's name
/// is written <c>_PORT_</c>. Same images, same bytes: names are sorted, times are the epoch.
/// </remarks>
public sealed class CreateImageCache(ContainerImages images, SourceDateEpoch epoch, IBuildReporter reporter)
{
    private const int FileMode = 0x1A4;

    /// <summary>Pulls the images, verified by policy, and composes the cache, one image for each architecture.</summary>
    /// <exception cref="ImagerException">An image cannot be had, or is not signed as the policy demands.</exception>
    public async Task<StoredImage> RunAsync(
        IReadOnlyList<ImageReference> references, IReadOnlyList<Architecture> architectures, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, LayerEntry>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            var location = new ImageLocation.Registry(reference);
            var root = await images.ResolveAsync(location, cancellationToken);
            AddManifest(files, reference, root.Document, isNamed: true);
            foreach (var architecture in architectures)
            {
                var image = (await images.PullAsync(location, architecture, cancellationToken)).Image;
                AddManifest(files, reference, image.ManifestDocument, isNamed: false);
                foreach (var blob in image.Manifest.Layers.Prepend(image.Manifest.Config))
                {
                    AddBlob(files, blob);
                }
            }
        }

        reporter.Progress($"image cache: {references.Count} images, {files.Count} files");
        return await ComposeAsync(files.Values, architectures, cancellationToken);
    }

    private static void AddManifest(
        SortedDictionary<string, LayerEntry> files, ImageReference reference, OciDocument document, bool isNamed)
    {
        var folder = $"manifests/{FolderOf(reference.Registry)}/{reference.Repository}";
        var digest = document.Descriptor.Digest;
        var path = $"{folder}/digest/{digest.Algorithm}-{digest.Hex}";
        files[path] = LayerEntry.File(path, FileMode, document.Bytes);
        if (isNamed && reference.Tag is { } tag)
        {
            var name = $"{folder}/reference/{tag}";
            files[name] = LayerEntry.File(name, FileMode, document.Bytes);
        }
    }

    /// <summary><c>host:port</c> becomes <c>host_port_</c>, as the Talos machine looks it up.</summary>
    private static string FolderOf(string registry) =>
        registry.Contains(':', StringComparison.Ordinal) ? $"{registry.Replace(':', '_')}_" : registry;

    private void AddBlob(SortedDictionary<string, LayerEntry> files, Descriptor blob)
    {
        var path = $"blob/{blob.Digest.Algorithm}-{blob.Digest.Hex}";
        files[path] = LayerEntry.File(path, FileMode, blob.SizeBytes, () => images.Store.OpenRead(blob));
    }

    private async Task<StoredImage> ComposeAsync(
        IEnumerable<LayerEntry> files, IReadOnlyList<Architecture> architectures, CancellationToken cancellationToken)
    {
        // Layers are compressed already; a second time costs minutes and saves nothing.
        var layer = await new LayerBuilder(images.Store).BuildAsync(
            files, LayerCompression.None, cancellationToken);
        var composer = new ImageComposer(images.Store, epoch);
        var parts = new List<ImagePlatform>();
        foreach (var architecture in architectures)
        {
            parts.Add(await composer.ComposeAsync(Platform.Linux(architecture), new ContainerConfig(), [layer], cancellationToken));
        }

        return parts.Count == 1
            ? new StoredImage(images.Store, parts[0].ManifestDocument)
            : await composer.ComposeIndexAsync(parts, cancellationToken);
    }
}
