using Imager.Images;
using Imager.Oci.Model;

namespace Imager.Trust;

/// <summary>Checks no signature: for images that the caller has made or verified itself.</summary>
public sealed class Unchecked : IImageTrust
{
    /// <inheritdoc/>
    public Task<TrustFinding> EnsureAsync(ImageReference reference, RegistryRoute route, CancellationToken cancellationToken) =>
        Task.FromResult(new TrustFinding(reference.ToString(), TrustOutcome.NotCovered, "none", [], "no policy is in use"));
}
