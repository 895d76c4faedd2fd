using Imager.Core;
using Imager.Oci.Registry;

namespace Imager.Build.Recipes;

/// <summary>REGISTRY_MIRRORS taken apart: <c>HOST=MIRROR[/PATH],...</c>, several for one host in the order of the list.</summary>
public static class RegistryMirrors
{
    private const string Hub = "docker.io";
    private const string PlainPrefix = "http://";

    /// <summary>What our registry client is told.</summary>
    /// <exception cref="InvalidInputException">A part is no HOST=MIRROR.</exception>
    public static IReadOnlyList<RegistryHost> Hosts(string text)
    {
        var pairs = Pairs(text);
        var mirrored = pairs.GroupBy(pair => pair.Host, StringComparer.Ordinal).Select(group => new RegistryHost(group.Key)
        {
            Mirrors = [.. group.Select(pair => ToMirror(pair.Mirror))],
        });
        var plain = pairs.Where(pair => pair.Mirror.StartsWith(PlainPrefix, StringComparison.Ordinal))
            .Select(pair => ToMirror(pair.Mirror).Host)
            .Distinct(StringComparer.Ordinal)
            .Select(host => new RegistryHost(host) { PlainHttp = true });
        return [.. mirrored, .. plain];
    }

    /// <summary>Mirrors of Docker Hub, the only ones that a Docker engine can be told.</summary>
    public static IReadOnlyList<string> OfHub(string text) =>
        [.. Pairs(text).Where(pair => pair.Host == Hub).Select(pair => pair.Mirror)];

    private static List<(string Host, string Mirror)> Pairs(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part =>
            part.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } host, { Length: > 0 } mirror]
                && !host.Contains('/', StringComparison.Ordinal)
                ? (host, mirror)
                : throw new InvalidInputException(
                    "IMG2698",
                    $"REGISTRY_MIRRORS: \"{part}\" is no HOST=MIRROR. Write for example ghcr.io=mirror.lan:5000/ghcr; http:// before "
                    + "the mirror means plain HTTP.")),
    ];

    private static RegistryMirror ToMirror(string mirror)
    {
        var start = mirror.IndexOf("://", StringComparison.Ordinal);
        var parts = (start < 0 ? mirror : mirror[(start + 3)..]).TrimEnd('/').Split('/', 2);
        return new(parts[0], parts.Length == 2 ? parts[1] : string.Empty);
    }
}
