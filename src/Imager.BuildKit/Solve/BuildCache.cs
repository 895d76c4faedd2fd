using Imager.Core;

namespace Imager.BuildKit;

/// <summary>A place to take cached steps from or to leave them at, in BuildKit's terms.</summary>
/// <remarks>
/// Types: inline, registry (ref=), local (src= to import, dest= to export, tag=), gha, s3, azblob; which work depends on the
/// engine. A local folder without an index is an empty cache.
/// </remarks>
public sealed record BuildCache(string Type, IReadOnlyDictionary<string, string> Attributes)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(',', Attributes.Select(pair => $"{pair.Key}={pair.Value}").Prepend($"type={Type}"));

    /// <summary>Reads <c>type=registry,ref=host/name:tag,mode=max</c>; a bare reference means type=registry.</summary>
    /// <exception cref="InvalidInputException">A part has no "=", or the type is missing.</exception>
    public static BuildCache Parse(string text)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return new("registry", new Dictionary<string, string> { ["ref"] = text });
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            if (pair.Length != 2 || !attributes.TryAdd(pair[0].Trim(), pair[1]))
            {
                throw Invalid(text, $"\"{part}\" is not a new key=value");
            }
        }

        return attributes.Remove("type", out var type)
            ? new(type, attributes)
            : throw Invalid(text, "type= is missing");
    }

    private static InvalidInputException Invalid(string text, string reason) => new(
        "IMG2104",
        $"invalid cache \"{text}\": {reason}. "
        + "Write for example type=registry,ref=registry.local/cache:main,mode=max.");
}
