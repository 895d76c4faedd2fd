using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Extensions;

/// <summary>Brings container images into a store. The one place where extensions reach the network, so the one to guard by a policy.</summary>
public interface IExtensionImages
{
    /// <summary>Pulls the image of one platform, verified as the caller's policy asks, before any byte of it is used.</summary>
    /// <exception cref="ImagerException">It cannot be reached, is damaged, or is not trusted.</exception>
    Task<ImagePlatform> PullAsync(ImageReference reference, bool isInsecure, Architecture architecture, CancellationToken cancellationToken);
}
