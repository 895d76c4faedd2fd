using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Extensions;

/// <summary>Extensions straight from registries, with Docker's credentials, into the user's cache; trusts what the registry says.</summary>
/// <param name="variable">Looks up an environment variable: cache folder, credentials, proxies.</param>
public sealed class RegistryExtensionImages(Func<string, string?> variable) : IExtensionImages
{
    /// <inheritdoc/>
    public async Task<ImagePlatform> PullAsync(
        ImageReference reference, bool isInsecure, Platform platform, CancellationToken cancellationToken)
    {
        using var client = Connect(reference, isInsecure);
        var store = BlobStore.Open(BlobStore.DefaultFolder(variable));
        return await new ImagePuller(store).PullAsync(client.Open(reference), platform, cancellationToken);
    }

    /// <summary>Pushes an image and returns its reference with the digest.</summary>
    /// <exception cref="DependencyException">The registry refuses or cannot be reached.</exception>
    public async Task<ImageReference> PushAsync(
        StoredImage image, ImageReference target, bool isInsecure, CancellationToken cancellationToken)
    {
        using var client = Connect(target, isInsecure);
        return await client.PushAsync(image, target, [], cancellationToken);
    }

    private RegistryClient Connect(ImageReference reference, bool isInsecure) => new(new RegistryOptions
    {
        Hosts = [new RegistryHost(reference.Registry) { PlainHttp = isInsecure, SkipCertificateCheck = isInsecure }],
        Credentials = DockerConfigCredentials.Read(DockerConfigCredentials.DefaultPath(variable), new ProcessCredentialHelper()),
        Proxy = ProxyRules.FromEnvironment(variable),
    });
}
