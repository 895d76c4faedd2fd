using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>An image manifest: one config and its layers, lowest first.</summary>
/// <remarks>OCI image spec 1.1, manifest.md; Docker's manifest v2 schema 2 has the same fields.</remarks>
public sealed record Manifest(Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>The OCI or the Docker type.</summary>
    public string MediaType { get; init; } = MediaTypes.OciManifest;

    /// <summary>What kind of artifact this is when it is not an image, or null.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The manifest that this one is about (referrers API), or null.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Free text by key.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.EmptyMap;

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidInputException">The JSON is malformed, too large or lacks a field.</exception>
    /// <exception cref="UnsupportedException">It is a Docker schema 1 manifest.</exception>
    public static Manifest Parse(OciDocument document) => OciJson.Read(document.Bytes, $"manifest {document.Descriptor.Digest}", node =>
    {
        OciVersion.Check(node, document.MediaType);
        return new Manifest(
            Descriptor.Read(node.Required("config")),
            node.Required("layers").AsList(Descriptor.Read))
        {
            MediaType = document.MediaType,
            ArtifactType = node.Text("artifactType"),
            Subject = node.Field("subject") is { } subject ? Descriptor.Read(subject) : null,
            Annotations = node.TextMap("annotations"),
        };
    });

    /// <summary>The canonical JSON. Never call it on what <see cref="Parse"/> returned in order to push: push the document itself.</summary>
    public OciDocument ToDocument() => new(MediaType, OciJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", 2);
        writer.WriteString("mediaType", MediaType);
        OciJson.WriteOptional(writer, "artifactType", ArtifactType);
        writer.WritePropertyName("config");
        Config.WriteTo(writer);
        writer.WriteStartArray("layers");
        foreach (var layer in Layers)
        {
            layer.WriteTo(writer);
        }

        writer.WriteEndArray();
        if (Subject is not null)
        {
            writer.WritePropertyName("subject");
            Subject.WriteTo(writer);
        }

        OciJson.WriteMap(writer, "annotations", Annotations);
        writer.WriteEndObject();
    }));
}
