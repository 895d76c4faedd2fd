using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Registry;

/// <summary>URLs of the distribution API.</summary>
internal static class RegistryAddress
{
    private const string HubApi = "registry-1.docker.io";

    internal static Uri Base(RegistryHost host) =>
        new($"{(host.PlainHttp ? "http" : "https")}://{(host.Name == ImageReference.DockerHub ? HubApi : host.Name)}/v2/");

    internal static Uri Manifest(RegistryHost host, string repository, string tagOrDigest) =>
        new(Base(host), $"{repository}/manifests/{tagOrDigest}");

    internal static Uri Blob(RegistryHost host, string repository, Digest digest) => new(Base(host), $"{repository}/blobs/{digest}");

    internal static Uri Upload(RegistryHost host, string repository) => new(Base(host), $"{repository}/blobs/uploads/");

    internal static Uri Mount(RegistryHost host, string repository, Digest digest, string fromRepository) =>
        new(Base(host), $"{repository}/blobs/uploads/?mount={Uri.EscapeDataString($"{digest}")}&from={Uri.EscapeDataString(fromRepository)}");

    internal static Uri Referrers(RegistryHost host, string repository, Digest digest) =>
        new(Base(host), $"{repository}/referrers/{digest}");

    internal static Uri Tags(RegistryHost host, string repository) => new(Base(host), $"{repository}/tags/list");
}
