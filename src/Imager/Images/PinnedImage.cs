using Imager.Core;
using Imager.Formats.Compression;
using Imager.Oci.Layers;
using Imager.Oci.Sources;
using Imager.Trust;

namespace Imager.Images;

/// <summary>One platform of an image, verified, pinned to a digest and wholly in the local cache.</summary>
/// <remarks><c>RootDigest</c> is of what the location named, an index or a manifest: the digest that the signature was checked for.</remarks>
public sealed record PinnedImage(ImageLocation Location, Digest RootDigest, ImagePlatform Image, TrustFinding Trust)
{
    /// <summary>For images of other people's making: devices are left out, what is twice in a layer counts once, zstd is understood.</summary>
    public static FlattenOptions LenientOptions { get; } = new()
    {
        ZstdDecoder = stream => DecompressionStream.Open(stream),
        SpecialFiles = SpecialFilePolicy.Skip,
        AllowDuplicates = true,
    };

    /// <summary>Location and digest: what reports and provenance name.</summary>
    public string PinnedName => Location is ImageLocation.Registry registry
        ? registry.Reference.WithDigest(RootDigest).ToString()
        : $"{Location}@{RootDigest}";

    /// <summary>What a container of the image sees; layer digests and diffIDs are checked on the way.</summary>
    /// <exception cref="ImagerException">A layer is damaged, hostile or beyond a limit.</exception>
    public FlatTree Flatten(CancellationToken cancellationToken) => Flatten(LenientOptions, cancellationToken);

    /// <inheritdoc cref="Flatten(CancellationToken)"/>
    public FlatTree Flatten(FlattenOptions options, CancellationToken cancellationToken) =>
        LayerFlattener.Flatten(Image, options, cancellationToken);
}
