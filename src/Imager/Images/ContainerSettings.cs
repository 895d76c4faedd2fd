using Imager.Oci.Registry;

namespace Imager.Images;

/// <summary>What a command line says about container images: registries, cache, policy. Null and empty: the environment's.</summary>
public sealed record ContainerSettings
{
    /// <summary>Nothing said.</summary>
    public static ContainerSettings Default { get; } = new();

    /// <summary>Mirrors, tried before the registry they stand for.</summary>
    public IReadOnlyList<(string Registry, RegistryMirror Mirror)> Mirrors { get; init; } = [];

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
    public RegistryAccess Access(Func<string, string?> variable)
    {
        var access = RegistryAccess.FromEnvironment(variable);
        return access with
        {
            Mirrors = Mirrors,
            PlainHttpHosts = PlainHttpHosts,
            AuthorityFiles = AuthorityFiles,
            DockerConfigPath = DockerConfigPath ?? access.DockerConfigPath,
            CacheFolder = CacheFolder ?? access.CacheFolder,
        };
    }
}
