using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Sources;

/// <summary>Somewhere an image comes from: a registry, a layout folder, an archive.</summary>
public interface IImageSource
{
    /// <summary>The place, as errors and reports name it.</summary>
    string Location { get; }

    /// <summary>The manifest or index that was asked for.</summary>
    /// <exception cref="ImagerException">It is not there, cannot be reached or is malformed.</exception>
    Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken);

    /// <summary>A manifest or index by descriptor; its bytes have the promised size and digest.</summary>
    /// <exception cref="ImagerException">It is not there, cannot be reached or is other content.</exception>
    Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken);

    /// <summary>Brings a blob into the store, verified; nothing happens when the store has it.</summary>
    /// <exception cref="ImagerException">It is not there, cannot be reached or is other content; nothing is kept.</exception>
    Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken);
}
