using System.Net;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Registry;

namespace Imager.Containers;

/// <summary>How this machine reaches registries: docker's logins and helpers, proxies, mirrors, plain HTTP.</summary>
/// <remarks><paramref name="Variable"/> looks up an environment variable; nothing else of the machine is asked but docker's config.json.</remarks>
public sealed record RegistrySettings(Func<string, string?> Variable)
{
    /// <summary>Registries that were described on purpose; they win over what is derived.</summary>
    public IReadOnlyList<RegistryHost> Hosts { get; init; } = [];

    /// <summary>Plain HTTP for every registry of the run (<c>--insecure</c>); loopback gets it in any case, as in docker.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>Repeats after failures.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Mirrors from text: <c>REGISTRY=HOST[:PORT][/PREFIX]</c>, separated by commas; <c>http://</c> before HOST for plain HTTP.</summary>
    /// <exception cref="InvalidInputException">An item has another form.</exception>
    public RegistrySettings WithMirrors(string text)
    {
        var hosts = Hosts.ToDictionary(host => host.Name, StringComparer.Ordinal);
        RegistryHost Known(string name) => hosts.GetValueOrDefault(name) ?? new RegistryHost(name) { PlainHttp = IsLoopback(name) };
        foreach (var item in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = item.Split('=', 2);
            var address = pair.ElementAtOrDefault(1) ?? string.Empty;
            var plain = address.StartsWith("http://", StringComparison.Ordinal);
            var place = (plain ? address["http://".Length..] : address).TrimEnd('/').Split('/', 2);
            if (pair[0].Length == 0 || place[0].Length == 0)
            {
                throw new InvalidInputException(
                    "IMG2660", $"registry mirror \"{item}\": write REGISTRY=HOST[:PORT][/PREFIX], for example docker.io=mirror.example:5000/hub.");
            }

            var registry = Known(pair[0]);
            hosts[pair[0]] = registry with { Mirrors = [.. registry.Mirrors, new(place[0], place.ElementAtOrDefault(1) ?? string.Empty)] };
            if (plain)
            {
                hosts[place[0]] = Known(place[0]) with { PlainHttp = true };
            }
        }

        return this with { Hosts = [.. hosts.Values] };
    }

    /// <summary>What a client needs to work with these images.</summary>
    public RegistryOptions OptionsFor(IEnumerable<ImageReference> references)
    {
        var names = references.Select(reference => reference.Registry)
            .Concat(Hosts.SelectMany(host => host.Mirrors).Select(mirror => mirror.Host))
            .Distinct(StringComparer.Ordinal)
            .Where(name => Hosts.All(host => host.Name != name));
        return new RegistryOptions
        {
            Hosts = [.. Hosts, .. names.Select(name => new RegistryHost(name) { PlainHttp = PlainHttp || IsLoopback(name) })],
            Credentials = DockerConfigCredentials.Read(DockerConfigCredentials.DefaultPath(Variable), new ProcessCredentialHelper()),
            Proxy = ProxyRules.FromEnvironment(Variable),
            Retry = Retry,
        };
    }

    /// <summary>Whether a registry is on this very machine: <c>localhost</c>, <c>127.0.0.0/8</c> or <c>[::1]</c>, with any port.</summary>
    public static bool IsLoopback(string registry)
    {
        var host = registry.StartsWith('[')
            ? registry[1..Math.Max(1, registry.IndexOf(']', StringComparison.Ordinal))]
            : registry.Split(':')[0];
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }
}
