using System.Text.Json;

namespace Imager.Oci.Model;

/// <summary>How one layer came to be; an empty one changed only the configuration.</summary>
/// <remarks>OCI image spec 1.1, config.md, "history".</remarks>
public sealed record HistoryEntry
{
    /// <summary>RFC 3339 time, verbatim.</summary>
    public string? Created { get; init; }

    /// <summary>The command that made the layer.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Free text.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether no layer belongs to this entry.</summary>
    public bool IsEmptyLayer { get; init; }

    internal static HistoryEntry Read(JsonNode node) => new()
    {
        Created = node.Text("created"),
        CreatedBy = node.Text("created_by"),
        Comment = node.Text("comment"),
        IsEmptyLayer = node.Field("empty_layer")?.AsBool() ?? false,
    };

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        OciJson.WriteOptional(writer, "created", Created);
        OciJson.WriteOptional(writer, "created_by", CreatedBy);
        OciJson.WriteOptional(writer, "comment", Comment);
        if (IsEmptyLayer)
        {
            writer.WriteBoolean("empty_layer", true);
        }

        writer.WriteEndObject();
    }
}
