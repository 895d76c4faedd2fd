using Imager.Core;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Containers;

/// <summary>Composes container images whose bytes depend on their files, their configuration and the epoch, on nothing else.</summary>
/// <remarks>Everything lands in <paramref name="store"/>; <see cref="ContainerFiles"/> and <see cref="ContainerRegistry"/> bring it out.</remarks>
public sealed class ContainerComposer(BlobStore store, SourceDateEpoch epoch)
{
    private readonly LayerBuilder layers = new(store);
    private readonly ImageComposer composer = new(store, epoch);

    /// <summary>Where the images are.</summary>
    public BlobStore Store { get; } = store;

    /// <summary>The time of everything in the images.</summary>
    public SourceDateEpoch Epoch { get; } = epoch;

    /// <summary>Writes a gzip layer; images may share it. <paramref name="name"/> is what the image's history says about it.</summary>
    /// <exception cref="InvalidInputException">A path is there twice.</exception>
    public async Task<BuiltLayer> AddLayerAsync(string name, IEnumerable<LayerEntry> entries, CancellationToken cancellationToken) =>
        await layers.BuildAsync(entries, LayerCompression.Gzip, cancellationToken) with { CreatedBy = name };

    /// <summary>An image of exactly these layers, lowest first.</summary>
    public Task<ImagePlatform> ComposeAsync(
        Architecture architecture, ContainerConfig config, IReadOnlyList<BuiltLayer> imageLayers, CancellationToken cancellationToken) =>
        composer.ComposeAsync(Platform.Linux(architecture), config, imageLayers, cancellationToken);

    /// <summary>An image on the first <paramref name="keptLayers"/> layers of a base, with the base's configuration.</summary>
    /// <remarks>The base may be in another store; its blobs are then copied, verified.</remarks>
    public async Task<ImagePlatform> ExtendAsync(
        ImagePlatform baseImage, int keptLayers, IReadOnlyList<BuiltLayer> imageLayers, CancellationToken cancellationToken)
    {
        var here = baseImage.Store.Folder == Store.Folder
            ? baseImage
            : await new ImagePuller(Store).PullAsync(
                new StoredImage(baseImage.Store, baseImage.ManifestDocument), baseImage.Config.Platform, cancellationToken);
        return await composer.ExtendAsync(here, keptLayers, imageLayers, cancellationToken);
    }

    /// <summary>What is pushed or written as one: the image itself, or an index when there are several platforms.</summary>
    /// <exception cref="InvalidInputException">Two images are for one platform.</exception>
    public Task<StoredImage> JoinAsync(IReadOnlyList<ImagePlatform> images, CancellationToken cancellationToken) =>
        images is [var only]
            ? Task.FromResult(new StoredImage(Store, only.ManifestDocument))
            : composer.ComposeIndexAsync(images, cancellationToken);
}
