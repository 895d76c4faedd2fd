using Imager.Core;
using Imager.Oci.Sources;
using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>Reads all layers of an image, checks digests and diffIDs, and returns the tree they make together.</summary>
public static class LayerFlattener
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Flattens; nothing is written anywhere.</summary>
    /// <exception cref="InvalidInputException">A layer is damaged, hostile or beyond a limit.</exception>
    /// <exception cref="UnsupportedException">A layer holds something that cannot be carried over.</exception>
    /// <exception cref="DependencyException">A layer is not the content that manifest and config promise.</exception>
    public static FlatTree Flatten(ImagePlatform image, FlattenOptions options, CancellationToken cancellationToken)
    {
        var overlay = new LayerOverlay(options);
        var leftBytes = options.MaxUncompressedBytes;
        foreach (var (index, (layer, diffId)) in image.Layers.Index())
        {
            using var tar = LayerTar.Open(image.Store, layer, options, leftBytes);
            var origin = $"layer {layer.Digest}";
            overlay.Begin(index, origin);
            var reader = new TarMemberReader(new BufferedStream(tar, BufferBytes), origin); // headers are small, hashing likes more
            while (reader.Next() is { } member)
            {
                cancellationToken.ThrowIfCancellationRequested();
                overlay.Add(member);
            }

            tar.Finish(diffId);
            leftBytes -= tar.SeenBytes;
        }

        return new FlatTree(image, options, overlay.Root);
    }
}
