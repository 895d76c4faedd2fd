using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Sources;

/// <summary>Brings images from any source into a store; blobs in parallel, each once.</summary>
public sealed class ImagePuller(BlobStore store, int parallelBlobs = 4)
{
    /// <summary>An index inside an index inside ...: what people make has two levels.</summary>
    private const int MaxIndexDepth = 8;

    /// <summary>More manifests than any real image has.</summary>
    private const int MaxManifests = 4096;

    /// <summary>Pulls the image of one platform.</summary>
    /// <exception cref="InvalidInputException">The image has no such platform, or is for another one.</exception>
    public async Task<ImagePlatform> PullAsync(IImageSource source, Platform platform, CancellationToken cancellationToken)
    {
        var manifest = await FindAsync(source, await source.ReadRootAsync(cancellationToken), platform, cancellationToken);
        await PullManifestAsync(source, manifest, cancellationToken);
        var image = await ImagePlatform.ReadAsync(store, manifest, cancellationToken);
        return image.Config.Platform.Serves(platform)
            ? image
            : throw new InvalidInputException(
                "IMG2963", $"{source.Location}: the image is for {image.Config.Platform}, but {platform} is needed.");
    }

    /// <summary>Pulls everything a root refers to: all platforms, nested indexes, artifacts.</summary>
    public async Task<StoredImage> PullAllAsync(IImageSource source, CancellationToken cancellationToken)
    {
        var root = await source.ReadRootAsync(cancellationToken);
        foreach (var document in await ManifestsAsync(source, root, cancellationToken))
        {
            if (MediaTypes.IsManifest(document.MediaType))
            {
                await PullManifestAsync(source, document, cancellationToken);
            }
            else
            {
                await store.AddAsync(document, cancellationToken);
            }
        }

        return new StoredImage(store, root);
    }

    /// <summary>All indexes and manifests below a root, children before parents, each once.</summary>
    internal static async Task<IReadOnlyList<OciDocument>> ManifestsAsync(
        IImageSource source, OciDocument root, CancellationToken cancellationToken)
    {
        var found = new List<OciDocument>();
        var seen = new HashSet<Digest>();
        await VisitAsync(root, 0);
        return found;

        async Task VisitAsync(OciDocument document, int depth)
        {
            if (!seen.Add(document.Descriptor.Digest))
            {
                return;
            }

            CheckBounds(source, depth, seen.Count);
            foreach (var child in MediaTypes.IsIndex(document.MediaType) ? ImageIndex.Parse(document).Manifests : [])
            {
                await VisitAsync(await source.ReadManifestAsync(child, cancellationToken), depth + 1);
            }

            found.Add(document);
        }
    }

    private static async Task<OciDocument> FindAsync(
        IImageSource source, OciDocument root, Platform platform, CancellationToken cancellationToken)
    {
        var offered = new List<Platform>();
        var seen = new HashSet<Digest>();
        return await VisitAsync(root, 0) ?? throw new InvalidInputException(
            "IMG2964",
            $"{source.Location}: there is no image for {platform}; offered: "
            + (offered.Count == 0 ? "none" : string.Join(", ", offered.Distinct())) + ".");

        async Task<OciDocument?> VisitAsync(OciDocument document, int depth)
        {
            if (!MediaTypes.IsIndex(document.MediaType))
            {
                return document;
            }

            seen.Add(document.Descriptor.Digest);
            CheckBounds(source, depth, seen.Count);
            var children = ImageIndex.Parse(document).Manifests;
            offered.AddRange(children.Select(child => child.Platform).OfType<Platform>().Where(offer => offer.Os != "unknown"));
            var fitting = children.FirstOrDefault(child => child.Platform == platform)
                ?? children.FirstOrDefault(child => child.Platform?.Serves(platform) == true);
            if (fitting is not null)
            {
                return await VisitAsync(await source.ReadManifestAsync(fitting, cancellationToken), depth + 1);
            }

            return await VisitUnmarkedAsync(children, depth);
        }

        // Entries without a platform: nested indexes, or the only manifest of a layout (whose config tells the platform).
        async Task<OciDocument?> VisitUnmarkedAsync(IReadOnlyList<Descriptor> children, int depth)
        {
            foreach (var child in children.Where(child => child.Platform is null && !seen.Contains(child.Digest)))
            {
                if (!MediaTypes.IsIndex(child.MediaType) && children.Count > 1)
                {
                    continue;
                }

                if (await VisitAsync(await source.ReadManifestAsync(child, cancellationToken), depth + 1) is { } manifest)
                {
                    return manifest;
                }
            }

            return null;
        }
    }

    private async Task PullManifestAsync(IImageSource source, OciDocument document, CancellationToken cancellationToken)
    {
        var manifest = Manifest.Parse(document);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            manifest.Layers.Prepend(manifest.Config).DistinctBy(blob => blob.Digest),
            options,
            async (blob, token) => await source.CopyBlobAsync(blob, store, token));
        await store.AddAsync(document, cancellationToken);
    }

    private static void CheckBounds(IImageSource source, int depth, int manifests)
    {
        if (depth > MaxIndexDepth || manifests > MaxManifests)
        {
            throw new InvalidInputException(
                "IMG2965",
                $"{source.Location}: indexes are nested deeper than {MaxIndexDepth} levels or name more than {MaxManifests} manifests.");
        }
    }
}
