using Imager.Containers;
using Imager.Core;
using Imager.Oci.Registry;
using Imager.Oci.Storage;

namespace Imager.Images;

/// <summary>How registries are reached, as a person sets it; nothing is looked up before it is used.</summary>
public sealed record RegistryAccess
{
    /// <summary>The content-addressed cache that runs share.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Docker's <c>config.json</c> or podman's <c>auth.json</c>; a missing file knows no credentials.</summary>
    public required string DockerConfigPath { get; init; }

    /// <summary>Registry and its mirrors, tried in order before it.</summary>
    public IReadOnlyList<(string Registry, RegistryMirror Mirror)> Mirrors { get; init; } = [];

    /// <summary>Registries (or mirrors) that speak plain HTTP.</summary>
    public IReadOnlyList<string> PlainHttpHosts { get; init; } = [];

    /// <summary>PEM files of authorities that every registry's certificate may come from.</summary>
    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    /// <summary>Proxies.</summary>
    public ProxyRules Proxy { get; init; } = ProxyRules.None;

    /// <summary>Repeats after failures.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>What the environment says: cache folder, docker configuration, proxies.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static RegistryAccess FromEnvironment(Func<string, string?> variable) => new()
    {
        CacheFolder = BlobStore.DefaultFolder(variable),
        DockerConfigPath = DockerConfigCredentials.DefaultPath(variable),
        Proxy = ProxyRules.FromEnvironment(variable),
    };

    /// <summary>Reads <c>REGISTRY=MIRROR[/PATH]</c>.</summary>
    /// <exception cref="InvalidInputException">It has another form.</exception>
    public static (string Registry, RegistryMirror Mirror) ParseMirror(string text)
    {
        if (text.Split('=') is not [{ Length: > 0 } registry, { Length: > 0 } mirror] || mirror.Contains("://", StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                "IMG2021",
                $"--registry-mirror \"{text}\": write REGISTRY=MIRROR or REGISTRY=MIRROR/PATH without a scheme, for example "
                + "ghcr.io=mirror.lan:5000/ghcr. Plain HTTP is --registry-plain-http mirror.lan:5000.");
        }

        var parts = mirror.Split('/', 2);
        return (registry, new RegistryMirror(parts[0], parts.Length > 1 ? parts[1] : string.Empty));
    }

    /// <summary>A host and its mirrors as a client needs them.</summary>
    internal IReadOnlyList<RegistryHost> HostsFor(string registry, bool isPlainHttp, bool skipsCertificateCheck)
    {
        var mirrors = MirrorsOf(registry).ToList();
        var upstream = Host(registry) with { Mirrors = mirrors };
        if (isPlainHttp)
        {
            upstream = upstream with { PlainHttp = true };
        }

        return [upstream with { SkipCertificateCheck = skipsCertificateCheck }, .. mirrors.Select(mirror => Host(mirror.Host))];
    }

    /// <summary>The mirrors of one registry, in the order they were given.</summary>
    internal IEnumerable<RegistryMirror> MirrorsOf(string registry) =>
        Mirrors.Where(pair => pair.Registry == registry).Select(pair => pair.Mirror);

    /// <summary>Loopback is plain HTTP as in docker, unless authorities were given: then its certificate is meant.</summary>
    internal bool IsPlainHttp(string host) =>
        PlainHttpHosts.Contains(host) || (AuthorityFiles.Count == 0 && RegistrySettings.IsLoopback(host));

    private RegistryHost Host(string name) =>
        new(name) { PlainHttp = IsPlainHttp(name), CertificateAuthorityFiles = AuthorityFiles };
}
