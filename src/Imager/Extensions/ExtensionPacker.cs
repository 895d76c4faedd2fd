using Imager.Artifacts;
using Imager.Core;
using Imager.Host;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>Makes an image of one layer from an extension folder; equal folders give equal bytes.</summary>
public sealed class ExtensionPacker(string scratchFolder, SourceDateEpoch epoch) : IDisposable
{
    private const string LayoutPrefix = "oci:";

    private readonly ScratchFolder scratch = new(scratchFolder);

    /// <summary>The image of <paramref name="folder"/>; name, version and description of the manifest become its labels.</summary>
    public async Task<StoredImage> PackAsync(
        string folder, Architecture architecture, ExtensionManifest? manifest, CancellationToken cancellationToken)
    {
        var store = BlobStore.Open(scratch.Path);
        var layer = await new LayerBuilder(store).BuildAsync(FolderEntries.Read(folder, epoch), LayerCompression.Gzip, cancellationToken);
        var container = new ContainerConfig
        {
            Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["org.opencontainers.image.title"] = manifest?.Name ?? Path.GetFileName(Path.GetFullPath(folder)),
                ["org.opencontainers.image.version"] = manifest?.Version ?? string.Empty,
                ["org.opencontainers.image.description"] = manifest?.Description ?? string.Empty,
            },
        };
        var image = await new ImageComposer(store, epoch).ComposeAsync(Platform.Linux(architecture), container, [layer], cancellationToken);
        return new StoredImage(store, image.ManifestDocument);
    }

    /// <summary>Writes <c>oci:FOLDER</c>, or else a layout tar.</summary>
    /// <exception cref="FileAccessException">It cannot be written, or the folder is not empty.</exception>
    public async Task WriteAsync(StoredImage image, string target, string? tag, CancellationToken cancellationToken)
    {
        IReadOnlyList<TaggedImage> images = [new TaggedImage(image, tag)];
        if (target.StartsWith(LayoutPrefix, StringComparison.Ordinal))
        {
            await OciLayout.WriteAsync(target[LayoutPrefix.Length..], images, cancellationToken);
            return;
        }

        var packed = Path.Combine(scratch.Path, "packed.tar");
        await using (var stream = File.Create(packed))
        {
            await OciArchive.WriteAsync(stream, images, epoch, cancellationToken);
        }

        ArtifactWriter.Write(
            target,
            file =>
            {
                using var source = File.OpenRead(packed);
                source.CopyTo(file);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();
}
