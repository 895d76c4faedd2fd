using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Images;

/// <summary>A source whose root is decided: asked for it again, it gives the same bytes without a second look-up.</summary>
internal sealed class PinnedSource(IImageSource source, OciDocument root) : IImageSource
{
    public string Location => source.Location;

    public Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken) => Task.FromResult(root);

    public Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        source.ReadManifestAsync(descriptor, cancellationToken);

    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) =>
        source.CopyBlobAsync(descriptor, store, cancellationToken);
}
