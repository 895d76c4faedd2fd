using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>JSON of strangers, read within bounds; our own JSON, written in one canonical form.</summary>
/// <remarks>Canonical: no white space, the specification's field order, maps sorted ordinally, <c>+</c> stays <c>+</c>.</remarks>
internal static class OciJson
{
    /// <summary>Registries must take manifests of 4 MiB (distribution spec 1.1); nothing we read as a whole is larger.</summary>
    internal const int MaxBytes = 4 * 1024 * 1024;

    private const int MaxDepth = 32;

    private static readonly JsonWriterOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Parses <paramref name="json"/>, whose root must be an object, and hands it to <paramref name="read"/>.</summary>
    internal static T Read<T>(ReadOnlyMemory<byte> json, string name, Func<JsonNode, T> read)
    {
        if (json.Length > MaxBytes)
        {
            throw new InvalidInputException(
                "IMG2951", $"{name}: {json.Length} bytes of JSON are more than the {MaxBytes} that any registry accepts.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                "IMG2952",
                $"{name}: not valid JSON: {error.Message} Get the file or image again; it may be an error page.", error);
        }

        using (document)
        {
            return read(new JsonNode(document.RootElement, name));
        }
    }

    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Canonical))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes a sorted map, or nothing when it is empty.</summary>
    internal static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a list of texts, or nothing when it is null.</summary>
    internal static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string>? list)
    {
        if (list is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in list)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
