using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Sources;

/// <summary>One platform of an image, everything it needs present in a store: the input of flattening and of new images.</summary>
public sealed record ImagePlatform(BlobStore Store, OciDocument ManifestDocument, Manifest Manifest, ImageConfig Config)
{
    /// <summary>The layers, lowest first, each with the digest of its uncompressed tar.</summary>
    public IEnumerable<(Descriptor Layer, Digest DiffId)> Layers => Manifest.Layers.Zip(Config.DiffIds);

    /// <summary>Reads manifest and config from the store and checks that they belong together.</summary>
    /// <exception cref="InvalidInputException">It is no image, or the config lists another number of layers.</exception>
    public static async Task<ImagePlatform> ReadAsync(
        BlobStore store, OciDocument manifestDocument, CancellationToken cancellationToken)
    {
        var manifest = Manifest.Parse(manifestDocument);
        if (!MediaTypes.IsImageConfig(manifest.Config.MediaType))
        {
            throw new InvalidInputException(
                "IMG2961",
                $"manifest {manifestDocument.Descriptor.Digest}: its config is \"{manifest.Config.MediaType}\", "
                + "so this is an artifact (a signature, a chart ...), not an image.");
        }

        var config = ImageConfig.Parse(await store.ReadDocumentAsync(manifest.Config, cancellationToken));
        return config.DiffIds.Count == manifest.Layers.Count
            ? new ImagePlatform(store, manifestDocument, manifest, config)
            : throw new InvalidInputException(
                "IMG2962",
                $"manifest {manifestDocument.Descriptor.Digest}: {manifest.Layers.Count} layers, but its config has {config.DiffIds.Count} diff_ids.");
    }
}
