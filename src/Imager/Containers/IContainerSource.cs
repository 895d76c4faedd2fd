using Imager.Core;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Profiles;

namespace Imager.Containers;

/// <summary>Brings an image that a profile names onto this machine. The one seam for rules about what may be used.</summary>
/// <remarks>A policy (signatures, pins) is another implementation around this one; callers see verified images only.</remarks>
public interface IContainerSource
{
    /// <summary>The image of one architecture, everything of it in <paramref name="store"/> or in another store of the implementation's.</summary>
    /// <exception cref="ImagerException">It is not there, cannot be reached, is for another architecture or may not be used.</exception>
    Task<ImagePlatform> OpenAsync(
        ContainerAsset asset, Architecture architecture, BlobStore store, CancellationToken cancellationToken);
}
