using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;
using Imager.Oci.Sources;

namespace Imager.Extensions;

/// <summary>Extensions from registries as every image of a run: by policy, by digest, through the shared cache.</summary>
public sealed class PulledExtensionImages(ContainerImages images) : IExtensionImages
{
    /// <inheritdoc/>
    public async Task<ImagePlatform> PullAsync(
        ImageReference reference, bool isInsecure, Architecture architecture, CancellationToken cancellationToken) =>
        (await images.PullAsync(new ImageLocation.Registry(reference, isInsecure), architecture, cancellationToken)).Image;
}
