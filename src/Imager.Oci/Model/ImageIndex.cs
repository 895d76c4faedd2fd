using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>A list of manifests: an image for several platforms, a layout's contents, or the referrers of a manifest.</summary>
/// <remarks>OCI image spec 1.1, image-index.md; Docker's manifest list has the same fields.</remarks>
public sealed record ImageIndex(IReadOnlyList<Descriptor> Manifests)
{
    /// <summary>The OCI or the Docker type.</summary>
    public string MediaType { get; init; } = MediaTypes.OciIndex;

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.EmptyMap;

    /// <summary>Reads an index.</summary>
    /// <exception cref="InvalidInputException">The JSON is malformed, too large or lacks a field.</exception>
    public static ImageIndex Parse(OciDocument document) => OciJson.Read(document.Bytes, $"index {document.Descriptor.Digest}", node =>
    {
        OciVersion.Check(node, document.MediaType);
        return new ImageIndex(node.Required("manifests").AsList(Descriptor.Read))
        {
            MediaType = document.MediaType,
            Annotations = node.TextMap("annotations"),
        };
    });

    /// <summary>The canonical JSON, manifests in their order.</summary>
    public OciDocument ToDocument() => new(MediaType, OciJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", 2);
        writer.WriteString("mediaType", MediaType);
        writer.WriteStartArray("manifests");
        foreach (var manifest in Manifests)
        {
            manifest.WriteTo(writer);
        }

        writer.WriteEndArray();
        OciJson.WriteMap(writer, "annotations", Annotations);
        writer.WriteEndObject();
    }));
}
