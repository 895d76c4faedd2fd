using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Oci.Registry;

/// <summary>A reference, read through a client.</summary>
internal sealed class RegistryImage(RegistryClient client, ImageReference reference) : IImageSource
{
    public string Location => reference.ToString();

    public Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken) => client.GetManifestAsync(reference, cancellationToken);

    public async Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var document = await client.GetManifestAsync(reference.WithDigest(descriptor.Digest), cancellationToken);
        return OciDocument.Verified(descriptor, document.Bytes, Location);
    }

    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) =>
        client.CopyBlobAsync(reference, descriptor, store, cancellationToken);
}
