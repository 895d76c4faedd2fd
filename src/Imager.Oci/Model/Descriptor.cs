using System.Text.Json;
using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>Names content by type, digest and size; nothing else is trusted about bytes that come from elsewhere.</summary>
/// <remarks>
/// OCI image spec 1.1, descriptor.md. JSON: <c>mediaType, digest, size, urls, annotations, platform, artifactType</c>;
/// <c>data</c> is not read: content always comes by digest.
/// </remarks>
public sealed record Descriptor(string MediaType, Digest Digest, long SizeBytes)
{
    /// <summary>For which platform the manifest is; null outside of indexes.</summary>
    public Platform? Platform { get; init; }

    /// <summary>The kind of artifact a referrer is (a signature, an SBOM), or null.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Free text by key; sorted ordinally.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = EmptyMap;

    internal static IReadOnlyDictionary<string, string> EmptyMap { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Media type, digest and size.</summary>
    public override string ToString() => $"{Digest} ({MediaType}, {SizeBytes} bytes)";

    internal static Descriptor Read(JsonNode node) =>
        new(node.Required("mediaType").AsText(), node.Required("digest").AsDigest(), node.Required("size").AsSize())
        {
            Platform = node.Field("platform") is { } platform ? Platform.Read(platform) : null,
            ArtifactType = node.Text("artifactType"),
            Annotations = node.TextMap("annotations"),
        };

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", MediaType);
        writer.WriteString("digest", Digest.ToString());
        writer.WriteNumber("size", SizeBytes);
        OciJson.WriteMap(writer, "annotations", Annotations);
        if (Platform is not null)
        {
            writer.WritePropertyName("platform");
            Platform.WriteTo(writer);
        }

        OciJson.WriteOptional(writer, "artifactType", ArtifactType);
        writer.WriteEndObject();
    }
}
