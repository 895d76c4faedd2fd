using Imager.Core;
using Imager.Oci.Model;

namespace Imager.Oci.Sources;

/// <summary>What layout folders and layout tars have in common when they are read.</summary>
internal static class LayoutMarker
{
    private const string ContainerdNameAnnotation = "io.containerd.image.name";

    internal static void Check(ReadOnlyMemory<byte> json, string where)
    {
        var version = OciJson.Read(json, where, node => node.Required("imageLayoutVersion").AsText());
        if (!version.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new UnsupportedException("IMG3431", $"{where}: imageLayoutVersion \"{version}\"; only 1.x is known.");
        }
    }

    /// <summary>The entry with the tag; without a tag the only entry, or the index itself when there are several.</summary>
    internal static async Task<OciDocument> SelectAsync(
        OciDocument index, string? tag, IImageSource source, CancellationToken cancellationToken)
    {
        var entries = ImageIndex.Parse(index).Manifests;
        if (tag is null)
        {
            return entries.Count == 1 ? await source.ReadManifestAsync(entries[0], cancellationToken) : index;
        }

        var found = entries.Where(entry => NamesOf(entry).Contains(tag)).ToList();
        return found.Count switch
        {
            1 => await source.ReadManifestAsync(found[0], cancellationToken),
            0 => throw new InvalidInputException(
                "IMG2968",
                $"{source.Location}: no image is tagged \"{tag}\"; there are: {string.Join(", ", entries.SelectMany(NamesOf).DefaultIfEmpty("none"))}."),
            _ => new ImageIndex(found).ToDocument(),
        };
    }

    private static IEnumerable<string> NamesOf(Descriptor entry) =>
        new[] { OciLayout.RefNameAnnotation, ContainerdNameAnnotation }
            .Select(key => entry.Annotations.GetValueOrDefault(key))
            .OfType<string>();
}
