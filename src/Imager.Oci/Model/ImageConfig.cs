using Imager.Core;

namespace Imager.Oci.Model;

/// <summary>An image's configuration: platform, what it runs, and the diffIDs of its layers, lowest first.</summary>
/// <remarks>OCI image spec 1.1, config.md. A diffID is the digest of the uncompressed tar.</remarks>
public sealed record ImageConfig(Platform Platform, IReadOnlyList<Digest> DiffIds)
{
    /// <summary>RFC 3339 time, verbatim; null when absent.</summary>
    public string? Created { get; init; }

    /// <summary>Free text.</summary>
    public string? Author { get; init; }

    /// <summary>What a container runs.</summary>
    public ContainerConfig Container { get; init; } = new();

    /// <summary>One entry per layer and per step without a layer; may be empty.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>A time as this document holds it.</summary>
    public static string Timestamp(SourceDateEpoch epoch) => epoch.Utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="InvalidInputException">The JSON is malformed, too large or lacks a field.</exception>
    public static ImageConfig Parse(OciDocument document) => OciJson.Read(document.Bytes, $"config {document.Descriptor.Digest}", node =>
    {
        var rootfs = node.Required("rootfs");
        if (rootfs.Required("type") is { } type && type.AsText() != "layers")
        {
            throw type.Wrong("\"layers\"");
        }

        return new ImageConfig(Platform.Read(node), rootfs.Required("diff_ids").AsList(item => item.AsDigest()))
        {
            Created = node.Text("created"),
            Author = node.Text("author"),
            Container = node.Field("config") is { } container ? ContainerConfig.Read(container) : new(),
            History = node.Field("history")?.AsList(HistoryEntry.Read) ?? [],
        };
    });

    /// <summary>The canonical JSON.</summary>
    public OciDocument ToDocument() => new(MediaTypes.OciConfig, OciJson.Write(writer =>
    {
        writer.WriteStartObject();
        OciJson.WriteOptional(writer, "created", Created);
        OciJson.WriteOptional(writer, "author", Author);
        writer.WriteString("architecture", Platform.Architecture);
        OciJson.WriteOptional(writer, "variant", Platform.Variant);
        writer.WriteString("os", Platform.Os);
        OciJson.WriteOptional(writer, "os.version", Platform.OsVersion);
        writer.WritePropertyName("config");
        Container.WriteTo(writer);
        writer.WriteStartObject("rootfs");
        writer.WriteString("type", "layers");
        OciJson.WriteList(writer, "diff_ids", [.. DiffIds.Select(digest => digest.ToString())]);
        writer.WriteEndObject();
        if (History.Count > 0)
        {
            writer.WriteStartArray("history");
            foreach (var entry in History)
            {
                entry.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }));
}
