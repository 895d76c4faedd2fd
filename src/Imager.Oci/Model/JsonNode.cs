using System.Text.Json;
using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>One value of a stranger's JSON and where it stands, so that every error names the field.</summary>
internal readonly struct JsonNode(JsonElement element, string where)
{
    /// <summary>No list of a document that fits <see cref="OciJson.MaxBytes"/> is longer in practice.</summary>
    private const int MaxItems = 16_384;

    internal string Where { get; } = where;

    internal JsonElement Element { get; } = element;

    /// <summary>A field that may be absent or null.</summary>
    internal JsonNode? Field(string name)
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        return Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonNode(value, $"{Where}: {name}")
            : null;
    }

    internal JsonNode Required(string name) => Field(name)
        ?? throw new InvalidInputException("IMG2953", $"{Where}: the field \"{name}\" is missing.");

    internal string? Text(string name) => Field(name)?.AsText();

    internal string AsText() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Wrong("a text");

    internal long AsSize() =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out var number) && number >= 0
            ? number
            : throw Wrong("a whole number from 0");

    internal Digest AsDigest() => Digest.TryParse(AsText(), out var digest)
        ? digest
        : throw Wrong("a digest, sha256: and 64 lower-case hex digits");

    internal bool AsBool() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Wrong("true or false");

    internal IReadOnlyList<T> AsList<T>(Func<JsonNode, T> read)
    {
        if (Element.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("a list");
        }

        if (Element.GetArrayLength() > MaxItems)
        {
            throw Wrong($"at most {MaxItems} items");
        }

        var where = Where;
        return [.. Element.EnumerateArray().Select((item, index) => read(new JsonNode(item, $"{where}[{index}]")))];
    }

    internal IReadOnlyList<string>? Texts(string name) => Field(name)?.AsList(item => item.AsText());

    internal IReadOnlyDictionary<string, string> TextMap(string name)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Field(name)?.Members() ?? [])
        {
            map.Add(key, value.AsText());
        }

        return map;
    }

    internal IEnumerable<(string Name, JsonNode Value)> Members()
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("an object");
        }

        var where = Where;
        return Element.EnumerateObject().Select(member => (member.Name, new JsonNode(member.Value, $"{where}: {member.Name}")));
    }

    internal InvalidInputException Wrong(string expected)
    {
        var found = Element.GetRawText();
        return new(
            "IMG2954",
            $"{Where}: {(found.Length > 80 ? found[..80] + "..." : found)} is not {expected}. The document is damaged or no OCI JSON.");
    }
}
