using Imager.Containers;
using Imager.Oci.Model;
using Imager.Oci.Registry;

namespace Imager.Images;

/// <summary>One way to reach a registry: its client, and how strict the connection is.</summary>
/// <remarks><c>IsPlainHttp</c> and <c>IsInsecure</c> are what signature checks must be told, too.</remarks>
public sealed record RegistryRoute(RegistryClient Client, RegistrySettings Registries, bool IsPlainHttp, bool IsInsecure)
{
    /// <summary>The reference at each mirror, then at the registry itself.</summary>
    internal IEnumerable<(ImageReference Reference, bool IsPlainHttp)> Places(ImageReference reference)
    {
        foreach (var mirror in Registries.MirrorsOf(reference.Registry))
        {
            var prefix = mirror.RepositoryPrefix.Length > 0 ? mirror.RepositoryPrefix.Trim('/') + "/" : string.Empty;
            var suffix = reference.Digest is { } digest ? $"@{digest}" : $":{reference.Tag}";
            yield return (
                ImageReference.Parse($"{mirror.Host}/{prefix}{reference.Repository}{suffix}"), Registries.IsPlainHttp(mirror.Host));
        }

        yield return (reference, IsPlainHttp || Registries.IsPlainHttp(reference.Registry));
    }
}
