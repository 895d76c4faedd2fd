using Imager.Images;
using Imager.Oci.Model;

namespace Imager.Trust;

/// <summary>A policy that tells and refuses nothing: for <c>imager verify</c>, which reports on every image it was given.</summary>
public sealed class ReportOnly(PolicyTrust policy) : IImageTrust
{
    /// <inheritdoc/>
    public Task<TrustFinding> EnsureAsync(ImageReference reference, RegistryRoute route, CancellationToken cancellationToken) =>
        policy.CheckAsync(reference, route, cancellationToken);
}
