using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Sources;

/// <summary>An image, or the index of several, of which everything is in a <see cref="BlobStore"/>.</summary>
public sealed record StoredImage(BlobStore Store, OciDocument Root) : IImageSource
{
    /// <inheritdoc/>
    public string Location => Store.Folder;

    /// <inheritdoc/>
    public Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken) => Task.FromResult(Root);

    /// <inheritdoc/>
    public Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        descriptor.Digest == Root.Descriptor.Digest
            ? Task.FromResult(Root)
            : Store.ReadDocumentAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) =>
        store.AddAsync(
            descriptor,
            Location,
            (offset, _) =>
            {
                var stream = Store.OpenUnverified(descriptor.Digest);
                stream.Position = offset;
                return Task.FromResult<Stream>(stream);
            },
            cancellationToken);
}
