using System.Net;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;
using Imager.Oci.Storage;

namespace Imager.Containers;

/// <summary>How this machine reaches registries, for pulls and pushes: logins, proxies, mirrors, plain HTTP, certificates.</summary>
/// <remarks>Nothing is looked up before it is used. Mirrors are asked when something is read only.</remarks>
public sealed record RegistrySettings
{
    private const string PlainScheme = "http://";

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

    /// <summary>The registries and mirrors that were named on purpose.</summary>
    public IReadOnlyList<RegistryHost> Hosts => HostsWith([]);

    /// <summary>What the environment says: cache folder, docker configuration, proxies.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    public static RegistrySettings FromEnvironment(Func<string, string?> variable) => new()
    {
        CacheFolder = BlobStore.DefaultFolder(variable),
        DockerConfigPath = DockerConfigCredentials.DefaultPath(variable),
        Proxy = ProxyRules.FromEnvironment(variable),
    };

    /// <summary>Whether a registry is on this very machine: <c>localhost</c>, <c>127.0.0.0/8</c> or <c>[::1]</c>, with any port.</summary>
    public static bool IsLoopback(string registry)
    {
        var host = registry.StartsWith('[')
            ? registry[1..Math.Max(1, registry.IndexOf(']', StringComparison.Ordinal))]
            : registry.Split(':')[0];
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>More mirrors, from text: <c>REGISTRY=MIRROR[:PORT][/PATH],...</c>; <c>http://</c> before MIRROR for plain HTTP.</summary>
    /// <exception cref="InvalidInputException">An item has another form.</exception>
    public RegistrySettings WithMirrors(string text)
    {
        var mirrors = Mirrors.ToList();
        var plain = PlainHttpHosts.ToList();
        foreach (var item in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var (registry, address) = item.Split('=') is [var left, var right] ? (left, right) : (string.Empty, string.Empty);
            var isPlain = address.StartsWith(PlainScheme, StringComparison.Ordinal);
            var place = (isPlain ? address[PlainScheme.Length..] : address).TrimEnd('/').Split('/', 2);
            if (registry.Length == 0 || place[0].Length == 0 || place[0].EndsWith(':'))
            {
                throw new InvalidInputException(
                    "IMG2021",
                    $"registry mirror \"{item}\": write REGISTRY=MIRROR[:PORT][/PATH], for example ghcr.io=mirror.lan:5000/ghcr. "
                    + "A mirror that speaks plain HTTP has http:// before it; there is no other scheme.");
            }

            mirrors.Add((registry, new RegistryMirror(place[0], place.ElementAtOrDefault(1) ?? string.Empty)));
            if (isPlain)
            {
                plain.Add(place[0]);
            }
        }

        return this with { Mirrors = mirrors, PlainHttpHosts = plain };
    }

    /// <summary>What a client needs to work with these images.</summary>
    public RegistryOptions OptionsFor(IEnumerable<ImageReference> references) => Options(references.Select(reference => reference.Registry));

    /// <summary>What a client needs to work with one registry, which may be less careful with it than with others.</summary>
    internal RegistryOptions OptionsFor(string registry, bool isPlainHttp, bool skipsCertificateCheck)
    {
        var options = Options([registry]);
        return options with
        {
            Hosts =
            [
                .. options.Hosts.Select(host => host.Name == registry
                    ? host with { PlainHttp = host.PlainHttp || isPlainHttp, SkipCertificateCheck = skipsCertificateCheck }
                    : host),
            ],
        };
    }

    /// <summary>The mirrors of one registry, in the order they were given.</summary>
    internal IEnumerable<RegistryMirror> MirrorsOf(string registry) =>
        Mirrors.Where(pair => pair.Registry == registry).Select(pair => pair.Mirror);

    /// <summary>Loopback is plain HTTP as in docker, unless authorities were given: then its certificate is meant.</summary>
    internal bool IsPlainHttp(string host) => PlainHttpHosts.Contains(host) || (AuthorityFiles.Count == 0 && IsLoopback(host));

    private RegistryOptions Options(IEnumerable<string> registries) => new()
    {
        Hosts = HostsWith(registries),
        Credentials = DockerConfigCredentials.Read(DockerConfigPath, new ProcessCredentialHelper()),
        Proxy = Proxy,
        Retry = Retry,
    };

    private List<RegistryHost> HostsWith(IEnumerable<string> registries) =>
    [
        .. Mirrors.SelectMany(pair => new[] { pair.Registry, pair.Mirror.Host })
            .Concat(PlainHttpHosts)
            .Concat(registries)
            .Distinct(StringComparer.Ordinal)
            .Select(name => new RegistryHost(name)
            {
                PlainHttp = IsPlainHttp(name), CertificateAuthorityFiles = AuthorityFiles, Mirrors = [.. MirrorsOf(name)],
            }),
    ];
}
