using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Oci.Layers;

/// <summary>Joins layers, a configuration and platforms into images and multi-platform indexes.</summary>
public sealed class ImageComposer(BlobStore store, SourceDateEpoch epoch)
{
    /// <summary>An image of exactly these layers, lowest first.</summary>
    public async Task<ImagePlatform> ComposeAsync(
        Platform platform, ContainerConfig container, IReadOnlyList<BuiltLayer> layers, CancellationToken cancellationToken)
    {
        var created = ImageConfig.Timestamp(epoch);
        var config = new ImageConfig(platform, [.. layers.Select(layer => layer.DiffId)])
        {
            Created = created,
            Container = container,
            History = [.. layers.Select(layer => new HistoryEntry { Created = created, CreatedBy = layer.CreatedBy })],
        };
        var configDescriptor = await store.AddAsync(config.ToDocument(), cancellationToken);
        var manifest = new Manifest(configDescriptor, [.. layers.Select(layer => layer.Descriptor)]).ToDocument();
        await store.AddAsync(manifest, cancellationToken);
        return await ImagePlatform.ReadAsync(store, manifest, cancellationToken);
    }

    /// <summary>An image on top of the first <paramref name="keptLayers"/> layers of a base, with the base's container configuration.</summary>
    /// <remarks>Base layers keep their bytes, digests and compression; Docker media types become the OCI ones of the same content.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The base has fewer layers.</exception>
    public Task<ImagePlatform> ExtendAsync(
        ImagePlatform baseImage, int keptLayers, IReadOnlyList<BuiltLayer> layers, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keptLayers, baseImage.Manifest.Layers.Count);
        var kept = baseImage.Layers.Take(keptLayers).Select(pair => new BuiltLayer(ToOci(pair.Layer), pair.DiffId) { CreatedBy = "base image" });
        return ComposeAsync(baseImage.Config.Platform, baseImage.Config.Container, [.. kept, .. layers], cancellationToken);
    }

    /// <summary>An index over images of several platforms, in the order of their platform names.</summary>
    /// <exception cref="InvalidInputException">Two images are for the same platform.</exception>
    public async Task<StoredImage> ComposeIndexAsync(IReadOnlyList<ImagePlatform> images, CancellationToken cancellationToken)
    {
        var twice = images.GroupBy(image => image.Config.Platform).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new InvalidInputException(
                "IMG2995",
                $"index: {twice.Count()} images for {twice.Key}; an index has one for each platform.");
        }

        var manifests = images
            .OrderBy(image => image.Config.Platform.ToString(), StringComparer.Ordinal)
            .Select(image => image.ManifestDocument.Descriptor with { Platform = image.Config.Platform });
        var index = new ImageIndex([.. manifests]).ToDocument();
        await store.AddAsync(index, cancellationToken);
        return new StoredImage(store, index);
    }

    private static Descriptor ToOci(Descriptor layer) => MediaTypes.CompressionOf(layer.MediaType) switch
    {
        LayerCompression.Gzip => layer with { MediaType = MediaTypes.OciLayerGzip },
        LayerCompression.Zstd => layer with { MediaType = MediaTypes.OciLayerZstd },
        LayerCompression.None => layer with { MediaType = MediaTypes.OciLayer },
        _ => layer,
    };
}
