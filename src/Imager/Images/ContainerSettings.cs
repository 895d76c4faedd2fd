using Imager.Containers;

namespace Imager.Images;

/// <summary>What a command line says about container images: registries, cache, policy. Null and empty: the environment's.</summary>
public sealed record ContainerSettings
{
    /// <summary>Nothing said.</summary>
    public static ContainerSettings Default { get; } = new();

    /// <summary>Mirrors as <see cref="RegistrySettings.WithMirrors"/> reads them.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>Hosts that speak plain HTTP.</summary>
    public IReadOnlyList<string> PlainHttpHosts { get; init; } = [];

    /// <summary>PEM files of certificate authorities.</summary>
    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    /// <summary>Docker's or podman's file with credentials.</summary>
    public string? DockerConfigPath { get; init; }

    /// <summary>The folder for what was pulled.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>The policy file; without it <c>imager.policy.yaml</c> of the working folder, when there is one.</summary>
    public string? PolicyPath { get; init; }

    /// <summary>These settings over what the environment says.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <exception cref="Imager.Core.InvalidInputException">A mirror is malformed.</exception>
    public RegistrySettings Registries(Func<string, string?> variable)
    {
        var registries = RegistrySettings.FromEnvironment(variable);
        registries = registries with
        {
            PlainHttpHosts = PlainHttpHosts,
            AuthorityFiles = AuthorityFiles,
            DockerConfigPath = DockerConfigPath ?? registries.DockerConfigPath,
            CacheFolder = CacheFolder ?? registries.CacheFolder,
        };
        return Mirrors.Aggregate(registries, (all, text) => all.WithMirrors(text));
    }
}
