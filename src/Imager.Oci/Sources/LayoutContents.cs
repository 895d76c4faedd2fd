using Imager.Oci.Model;

namespace Imager.Oci.Sources;

/// <summary>The files of an OCI layout by relative path, sorted; the folder and the tar are written from the same list.</summary>
internal static class LayoutContents
{
    internal static async Task<IReadOnlyList<(string Name, Content Content)>> CollectAsync(
        IReadOnlyList<TaggedImage> images, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, Content>(StringComparer.Ordinal);
        foreach (var (image, _) in images)
        {
            foreach (var document in await ImagePuller.ManifestsAsync(image, image.Root, cancellationToken))
            {
                files[NameOf(document.Descriptor)] = Content.Of(document.Bytes);
                var manifest = MediaTypes.IsManifest(document.MediaType) ? Manifest.Parse(document) : null;
                foreach (var blob in manifest?.Layers.Prepend(manifest.Config) ?? [])
                {
                    files[NameOf(blob)] = new Content(blob.SizeBytes, () => image.Store.OpenRead(blob));
                }
            }
        }

        var index = new ImageIndex([.. images.Select(EntryOf)]);
        files["index.json"] = Content.Of(index.ToDocument().Bytes);
        files["oci-layout"] = Content.Of(OciLayout.MarkerJson);
        return [.. files.Select(file => (file.Key, file.Value))];
    }

    private static Descriptor EntryOf(TaggedImage image) => image.Tag is null
        ? image.Image.Root.Descriptor
        : image.Image.Root.Descriptor with
        {
            Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { [OciLayout.RefNameAnnotation] = image.Tag },
        };

    private static string NameOf(Descriptor descriptor) => $"blobs/{descriptor.Digest.Algorithm}/{descriptor.Digest.Hex}";

    /// <summary>A file's size and how to read it.</summary>
    internal sealed record Content(long SizeBytes, Func<Stream> Open)
    {
        internal static Content Of(ReadOnlyMemory<byte> bytes) => new(bytes.Length, () => new MemoryStream(bytes.ToArray(), writable: false));
    }
}
