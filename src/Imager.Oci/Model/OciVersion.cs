using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>The parts that manifests and indexes share.</summary>
internal static class OciVersion
{
    /// <summary>Schema version 2 only, and a media type inside the document that does not contradict the one outside.</summary>
    /// <remarks>A document that is a manifest to one reader and an index to another is CVE-2021-41190.</remarks>
    internal static void Check(JsonNode node, string mediaType)
    {
        var version = node.Required("schemaVersion").AsSize();
        if (version != 2)
        {
            throw new UnsupportedException(
                "IMG3430",
                $"{node.Where}: schemaVersion {version}; only 2 can be verified by digest. Push the image again with a current tool.");
        }

        if (node.Text("mediaType") is { } inside && inside != mediaType)
        {
            throw new InvalidInputException(
                "IMG2955", $"{node.Where}: says it is \"{inside}\", but it was offered as \"{mediaType}\".");
        }

        if (node.Field("layers") is not null && node.Field("manifests") is not null)
        {
            throw new InvalidInputException(
                "IMG2956", $"{node.Where}: has \"layers\" and \"manifests\"; it must be a manifest or an index, not both.");
        }
    }

    /// <summary>The type a document names itself, or the one its fields tell.</summary>
    internal static string SelfDeclared(ReadOnlyMemory<byte> json, string name) => OciJson.Read(json, name, node =>
        node.Text("mediaType") ?? (node.Field("manifests") is not null ? MediaTypes.OciIndex : MediaTypes.OciManifest));
}
