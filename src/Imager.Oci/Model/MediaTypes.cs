namespace Imager.Oci.Model;

/// <summary>Media types of the documents and blobs that make up container images.</summary>
/// <remarks>OCI image spec 1.1, media-types.md; Docker image manifest v2 schema 2.</remarks>
public static class MediaTypes
{
    /// <summary>OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI image configuration.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>OCI layer, uncompressed tar.</summary>
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>OCI layer, tar in gzip.</summary>
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>OCI layer, tar in Zstandard.</summary>
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>The empty JSON object used as config of artifacts.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>Docker manifest list, the older form of an index.</summary>
    public const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Docker image manifest.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker image configuration; the same JSON as <see cref="OciConfig"/>.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>Docker layer, tar in gzip.</summary>
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>Docker layer, uncompressed tar.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>Docker image manifest v2 schema 1, which nobody can verify by digest any more.</summary>
    internal const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    /// <summary>What a client accepts as manifest, best first.</summary>
    public static IReadOnlyList<string> ManifestsAndIndexes { get; } = [OciIndex, OciManifest, DockerIndex, DockerManifest];

    /// <summary>Whether the type is an index: a list of manifests.</summary>
    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerIndex;

    /// <summary>Whether the type is an image manifest.</summary>
    public static bool IsManifest(string mediaType) => mediaType is OciManifest or DockerManifest;

    /// <summary>Whether the type is a configuration from which layers and platform can be read.</summary>
    public static bool IsImageConfig(string mediaType) => mediaType is OciConfig or DockerConfig;

    /// <summary>How a layer of this type is compressed; null when the type is no layer.</summary>
    /// <remarks>Covers the withdrawn "nondistributable" and "foreign" types, which only differ in where they may be stored.</remarks>
    public static LayerCompression? CompressionOf(string mediaType) =>
        mediaType.Replace(".nondistributable", string.Empty, StringComparison.Ordinal)
            .Replace(".foreign", string.Empty, StringComparison.Ordinal) switch
        {
            OciLayer or DockerLayer => LayerCompression.None,
            OciLayerGzip or DockerLayerGzip => LayerCompression.Gzip,
            OciLayerZstd or DockerLayer + ".zstd" => LayerCompression.Zstd,
            _ => null,
        };
}
