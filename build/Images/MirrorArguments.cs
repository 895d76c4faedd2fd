using Imager.Build.Containers;

namespace Imager.Build.Images;

/// <summary>REGISTRY_MIRRORS as the imager's own options.</summary>
public static class MirrorArguments
{
    /// <summary>Two words for each mirror and each registry that speaks plain HTTP.</summary>
    public static IEnumerable<string> Of(BuildContext context)
    {
        foreach (var host in ContainerSettings.Registries(context).Hosts)
        {
            foreach (var mirror in host.Mirrors)
            {
                yield return "--registry-mirror";
                yield return $"{host.Name}={mirror.Host}/{mirror.RepositoryPrefix}".TrimEnd('/');
            }

            if (host.PlainHttp)
            {
                yield return "--registry-plain-http";
                yield return host.Name;
            }
        }
    }
}
