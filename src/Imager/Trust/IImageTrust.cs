using Imager.Core;
using Imager.Images;
using Imager.Oci.Model;

namespace Imager.Trust;

/// <summary>Decides whether an image may be used; asked before any of its bytes is.</summary>
public interface IImageTrust
{
    /// <summary>Checks what the digest of <paramref name="reference"/> names.</summary>
    /// <param name="reference">The reference as it was asked for, with the digest that it leads to now.</param>
    /// <param name="route">How its registry is reached.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="DependencyException">It is not signed as the policy demands.</exception>
    /// <exception cref="HostEnvironmentException">The check cannot be made on this machine.</exception>
    Task<TrustFinding> EnsureAsync(ImageReference reference, RegistryRoute route, CancellationToken cancellationToken);
}
