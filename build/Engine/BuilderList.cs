using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Recipes;

/// <summary>BUILDER taken apart: which BuildKit builds for which platform.</summary>
/// <remarks>
/// <c>ADDRESS</c> for all platforms, <c>amd64=ADDRESS,arm64=ADDRESS</c>, or both: an address without a platform serves the
/// platforms that have none. The platform is that of what comes out; the steps run on whatever processor the builder has.
/// </remarks>
public sealed class BuilderList
{
    private readonly Dictionary<string, EngineEndpoint> named = new(StringComparer.Ordinal);
    private EngineEndpoint? other;

    private BuilderList()
    {
    }

    /// <summary>Whether BUILDER names any; without, the engine is found on this machine.</summary>
    public bool IsEmpty => other is null && named.Count == 0;

    /// <summary>Reads BUILDER and the folder in BUILDER_TLS.</summary>
    /// <exception cref="InvalidInputException">An unknown or repeated platform, or no address.</exception>
    public static BuilderList Parse(string text, string tlsFolder, Func<string, string?> environment)
    {
        var list = new BuilderList();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (platform, address) = SplitPart(part);
            var endpoint = EngineEndpoint.ParseBuilder(address, tlsFolder, environment);
            if (platform is null ? list.other is not null : !list.named.TryAdd(NameOf(platform, part), endpoint))
            {
                throw new InvalidInputException(
                    "IMG2694", $"BUILDER: \"{part}\" is a second builder for {platform ?? "all other platforms"}. Name one for each.");
            }

            list.other = platform is null ? endpoint : list.other;
        }

        return list;
    }

    /// <summary>The builder of a platform; null when BUILDER is empty.</summary>
    /// <exception cref="InvalidInputException">BUILDER has none for it.</exception>
    public EngineEndpoint? For(Architecture architecture)
    {
        if (IsEmpty)
        {
            return null;
        }

        return named.GetValueOrDefault(architecture.Name) ?? other ?? throw new InvalidInputException(
            "IMG2695",
            $"BUILDER has no builder for {architecture}, only for {string.Join(", ", named.Keys.Order(StringComparer.Ordinal))}. "
            + $"Add {architecture}=ADDRESS, or an address without a platform for all others, or take linux/{architecture} out of "
            + "PLATFORM.");
    }

    /// <summary>The first "=" separates a platform from its address, unless an address has begun before it.</summary>
    private static (string? Platform, string Address) SplitPart(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || part[..equals].Contains("//", StringComparison.Ordinal) || part.StartsWith('/')
            ? (null, part)
            : (part[..equals], part[(equals + 1)..]);
    }

    private static string NameOf(string platform, string part)
    {
        var name = platform.StartsWith("linux/", StringComparison.Ordinal) ? platform["linux/".Length..] : platform;
        return Architecture.TryParse(name, out var architecture)
            ? architecture.Name
            : throw new InvalidInputException(
                "IMG2696",
                $"BUILDER: \"{part}\": the platform \"{platform}\" is not known. Write amd64=ADDRESS or arm64=ADDRESS; an "
                + "address begins with unix://, tcp://, docker+unix://, docker+tcp:// or docker-container://.");
    }
}
