using System.Net;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Oci.Registry;

/// <summary>Pulls from and pushes to container registries.</summary>
/// <remarks>
/// OCI distribution spec 1.1 and Docker's registry API v2. Reading tries mirrors first and falls back to the registry; writing goes to the
/// registry only. What is asked for by digest is checked against it, whoever answers.
/// </remarks>
public sealed class RegistryClient(RegistryOptions options, int parallelBlobs = 4) : IDisposable
{
    private const int MaxPages = 100;

    private readonly RegistryTransport _transport = new(options);
    private readonly SemaphoreSlim _referrersGate = new(1);

    /// <summary>An image of a registry as source of pulls.</summary>
    public IImageSource Open(ImageReference reference) => new RegistryImage(this, reference);

    /// <summary>The manifest or index that a reference names; by digest where it has one.</summary>
    /// <exception cref="DependencyException">No endpoint has it, or can be reached, or what came is other content.</exception>
    public Task<OciDocument> GetManifestAsync(ImageReference reference, CancellationToken cancellationToken) => FirstAsync(
        reference,
        async endpoint => await endpoint.GetManifestAsync(reference.TagOrDigest, cancellationToken)
            ?? throw new DependencyException(
                "IMG5220",
                $"{endpoint}: there is no image {reference.TagOrDigest}. Check the name, or log in if the repository is private."));

    /// <summary>Brings a blob into the store, verified.</summary>
    /// <exception cref="DependencyException">No endpoint has it, or what came is other content; nothing is kept.</exception>
    public Task CopyBlobAsync(ImageReference reference, Descriptor blob, BlobStore store, CancellationToken cancellationToken) => FirstAsync(
        reference,
        async endpoint =>
        {
            await store.AddAsync(blob, $"{endpoint}", (offset, _) => Task.FromResult(endpoint.OpenBlob(blob, offset)), cancellationToken);
            return blob;
        });

    /// <summary>Pushes an image or index with all it refers to; what the registry has is not sent again.</summary>
    /// <param name="image">What to push.</param>
    /// <param name="target">The repository and the tag (or digest) of the root.</param>
    /// <param name="mountFrom">Repositories of the same registry that may have blobs already.</param>
    /// <param name="cancellationToken">Stops between and within requests.</param>
    /// <returns>The target, pinned to the digest that was pushed.</returns>
    /// <exception cref="DependencyException">The registry refuses or cannot be reached.</exception>
    public async Task<ImageReference> PushAsync(
        StoredImage image, ImageReference target, IReadOnlyList<string> mountFrom, CancellationToken cancellationToken)
    {
        var endpoint = Upstream(target);
        foreach (var document in await ImagePuller.ManifestsAsync(image, image.Root, cancellationToken))
        {
            var manifest = MediaTypes.IsManifest(document.MediaType) ? Manifest.Parse(document) : null;
            await PushBlobsAsync(endpoint, image.Store, manifest, mountFrom, cancellationToken);
            var isRoot = document.Descriptor.Digest == image.Root.Descriptor.Digest;
            var name = isRoot && target.Digest is null ? target.Tag! : document.Descriptor.Digest.ToString();
            var keepsReferrers = await endpoint.PutManifestAsync(document, name, cancellationToken);
            if (manifest?.Subject is not null && !keepsReferrers)
            {
                await AddToFallbackTagAsync(endpoint, manifest, document.Descriptor, cancellationToken);
            }
        }

        return target.WithDigest(image.Root.Descriptor.Digest);
    }

    /// <summary>What a tag names in the registry itself, mirrors aside; null when there is no such tag.</summary>
    /// <exception cref="DependencyException">The registry refuses or cannot be reached.</exception>
    public Task<OciDocument?> FindTagAsync(ImageReference tag, CancellationToken cancellationToken) =>
        Upstream(tag).GetManifestAsync(tag.TagOrDigest, cancellationToken);

    /// <summary>Makes a tag name a manifest or index of which the repository has everything already: one request.</summary>
    /// <exception cref="DependencyException">The registry refuses or cannot be reached.</exception>
    public Task MoveTagAsync(ImageReference tag, OciDocument document, CancellationToken cancellationToken) =>
        Upstream(tag).PutManifestAsync(document, tag.Tag!, cancellationToken);

    /// <summary>What is attached to a manifest: signatures, attestations, SBOMs.</summary>
    /// <remarks>Distribution spec 1.1, "Listing referrers"; a registry without it keeps an index under the tag <c>sha256-HEX</c>.</remarks>
    public async Task<IReadOnlyList<Descriptor>> GetReferrersAsync(
        ImageReference repository, Digest subject, string? artifactType, CancellationToken cancellationToken)
    {
        var endpoint = Upstream(repository);
        var found = await ReferrersByApiAsync(endpoint, subject, cancellationToken)
            ?? await FallbackIndexAsync(endpoint, subject, cancellationToken);
        return [.. found.Where(referrer => artifactType is null || referrer.ArtifactType == artifactType)];
    }

    /// <summary>The tags of a repository, in the registry's order.</summary>
    /// <exception cref="DependencyException">The registry refuses or cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> ListTagsAsync(ImageReference repository, CancellationToken cancellationToken)
    {
        var endpoint = Upstream(repository);
        var tags = new List<string>();
        await ForEachPageAsync(endpoint, RegistryAddress.Tags(endpoint.Host, endpoint.Repository), (json, where) =>
            tags.AddRange(OciJson.Read(json, where, node => node.Texts("tags") ?? [])), cancellationToken);
        return tags;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        _referrersGate.Dispose();
    }

    private RegistryEndpoint Upstream(ImageReference reference) =>
        new(_transport, _transport.Connections.HostOf(reference.Registry), reference.Repository);

    private IEnumerable<RegistryEndpoint> Endpoints(ImageReference reference) =>
        _transport.Connections.HostOf(reference.Registry).Mirrors
            .Select(mirror => new RegistryEndpoint(
                _transport,
                _transport.Connections.HostOf(mirror.Host),
                mirror.RepositoryPrefix.Length > 0 ? $"{mirror.RepositoryPrefix.Trim('/')}/{reference.Repository}" : reference.Repository))
            .Append(Upstream(reference));

    /// <summary>The first endpoint that delivers; when none does, all their reasons.</summary>
    private async Task<T> FirstAsync<T>(ImageReference reference, Func<RegistryEndpoint, Task<T>> read)
    {
        var failures = new List<ImagerException>();
        var endpoints = Endpoints(reference).ToList();
        foreach (var endpoint in endpoints)
        {
            try
            {
                return await read(endpoint);
            }
            catch (ImagerException error) when (endpoints.Count > 1 && error is DependencyException or UnsupportedException or InvalidInputException)
            {
                failures.Add(error);
            }
        }

        throw new DependencyException(
            "IMG5221",
            $"{reference}: neither a mirror nor the registry delivers: {string.Join(" | ", failures.Select(error => $"{error.Code} {error.Message}"))}",
            failures[^1]);
    }

    private async Task PushBlobsAsync(
        RegistryEndpoint endpoint, BlobStore store, Manifest? manifest, IReadOnlyList<string> mountFrom, CancellationToken cancellationToken)
    {
        var blobs = manifest?.Layers.Append(manifest.Config).DistinctBy(blob => blob.Digest) ?? [];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = parallelBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs, parallel, async (blob, token) =>
            await new BlobUpload(endpoint, store, blob, options.UploadChunkBytes).RunAsync(mountFrom, token));
    }

    private static async Task<IReadOnlyList<Descriptor>?> ReferrersByApiAsync(
        RegistryEndpoint endpoint, Digest subject, CancellationToken cancellationToken)
    {
        var found = new List<Descriptor>();
        var isSupported = await ForEachPageAsync(
            endpoint,
            RegistryAddress.Referrers(endpoint.Host, endpoint.Repository, subject),
            (json, _) => found.AddRange(ImageIndex.Parse(new OciDocument(MediaTypes.OciIndex, json)).Manifests),
            cancellationToken);
        return isSupported ? found : null;
    }

    private static async Task<IReadOnlyList<Descriptor>> FallbackIndexAsync(
        RegistryEndpoint endpoint, Digest subject, CancellationToken cancellationToken) =>
        await endpoint.GetManifestAsync(FallbackTag(subject), cancellationToken) is { } index ? ImageIndex.Parse(index).Manifests : [];

    private async Task AddToFallbackTagAsync(
        RegistryEndpoint endpoint, Manifest referrer, Descriptor descriptor, CancellationToken cancellationToken)
    {
        await _referrersGate.WaitAsync(cancellationToken);
        try
        {
            var subject = referrer.Subject!.Digest;
            var known = await FallbackIndexAsync(endpoint, subject, cancellationToken);
            if (known.Any(entry => entry.Digest == descriptor.Digest))
            {
                return;
            }

            var added = descriptor with
            {
                ArtifactType = referrer.ArtifactType ?? referrer.Config.MediaType,
                Annotations = referrer.Annotations,
            };
            await endpoint.PutManifestAsync(new ImageIndex([.. known, added]).ToDocument(), FallbackTag(subject), cancellationToken);
        }
        finally
        {
            _referrersGate.Release();
        }
    }

    /// <summary>Reads a list page by page; false when the registry does not have such a list.</summary>
    private static async Task<bool> ForEachPageAsync(
        RegistryEndpoint endpoint, Uri first, Action<byte[], string> read, CancellationToken cancellationToken)
    {
        var address = first;
        for (var page = 0; address is not null && page < MaxPages; page++)
        {
            var request = new RegistryRequest(endpoint.Host, HttpMethod.Get, address, endpoint.PullScope);
            var (response, body) = await endpoint.Transport.FetchAsync(request, cancellationToken);
            using var disposal = response;
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return false;
            }

            await endpoint.EnsureAsync(response, request, cancellationToken, HttpStatusCode.OK);
            read(body, $"{request}");
            address = NextPage(response, request);
        }

        return true;
    }

    private static Uri? NextPage(HttpResponseMessage response, RegistryRequest request)
    {
        var link = response.Headers.TryGetValues("Link", out var values) ? values.FirstOrDefault() : null;
        var (open, close) = (link?.IndexOf('<', StringComparison.Ordinal) ?? -1, link?.IndexOf('>', StringComparison.Ordinal) ?? -1);
        return open >= 0 && close > open && link!.Contains("rel=\"next\"", StringComparison.Ordinal)
            ? RegistryTransport.Resolve(request, request.Address, new Uri(link[(open + 1)..close], UriKind.RelativeOrAbsolute))
            : null;
    }

    private static string FallbackTag(Digest subject) => $"{subject.Algorithm}-{subject.Hex}";
}
