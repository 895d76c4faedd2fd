using System.Formats.Tar;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Host;
using Imager.Oci.Layers;
using Imager.Oci.Model;
using Imager.Oci.Sources;
using Imager.Oci.Storage;

namespace Imager.Extensions;

/// <summary>Reads extensions of any kind of source by one way: everything becomes a verified image, is flattened, and judged as a tree.</summary>
/// <remarks>Contents lie in scratch files that are gone after <see cref="Dispose"/>; no path of an image becomes a path of the host.</remarks>
public sealed class ExtensionLoader(string scratchFolder, SourceDateEpoch epoch, IExtensionImages images) : IDisposable
{
    private readonly ScratchFolder scratch = new(scratchFolder);

    /// <summary>Reads one extension.</summary>
    /// <exception cref="ImagerException">The source is missing, damaged, hostile or for another machine.</exception>
    public async Task<ExtensionImage> LoadAsync(ExtensionSource source, Architecture architecture, CancellationToken cancellationToken)
    {
        var platform = Platform.Linux(architecture);
        var (image, isPinned) = source.Reference is { } reference
            ? (await images.PullAsync(reference, source.IsInsecure, architecture, cancellationToken), true)
            : await OpenLocalAsync(source, platform, cancellationToken);
        var options = new FlattenOptions
        {
            SpecialFiles = SpecialFilePolicy.Keep,
            ZstdDecoder = stream => DecompressionStream.Open(stream),
        };
        var tree = await Task.Run(() => LayerFlattener.Flatten(image, options, cancellationToken), cancellationToken);
        return new ExtensionImage(
            source.Location, isPinned ? image.ManifestDocument.Descriptor.Digest.ToString() : null, Files(tree, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();

    private List<ExtensionFile> Files(FlatTree tree, CancellationToken cancellationToken)
    {
        var contents = scratch.Own(FlatContents.Extract(tree, tree.Entries, scratch.NewPath("contents"), cancellationToken));
        var spool = scratch.Own(FileSource.Open(contents.SpoolPath, "scratch file"));
        return [.. tree.Entries.Select(entry => new ExtensionFile(entry.Path, entry.Kind, entry.Mode, entry.InodeNumber)
        {
            Content = entry.Content is { } range
                ? new FileSliceSource(spool, contents.OffsetOf(entry), range.SizeBytes)
                : null,
            LinkTarget = entry.LinkTarget,
            Xattrs = entry.Xattrs,
        })];
    }

    private async Task<(ImagePlatform Image, bool IsPinned)> OpenLocalAsync(
        ExtensionSource source, Platform platform, CancellationToken cancellationToken)
    {
        var path = source.LocalPath!;
        var store = BlobStore.Open(Path.Combine(scratch.Path, "store"));
        if (Directory.Exists(path))
        {
            return File.Exists(Path.Combine(path, "oci-layout"))
                ? (await new ImagePuller(store).PullAsync(OciLayout.Open(path, source.Tag), platform, cancellationToken), true)
                : (await FromFolderAsync(store, path, platform, cancellationToken), false);
        }

        if (!File.Exists(path))
        {
            throw new FileAccessException("IMG6651", $"the extension \"{source.Location}\" does not exist: there is no file or folder \"{path}\".");
        }

        return await KindOfTarAsync(path, cancellationToken) switch
        {
            "oci-layout" => (await new ImagePuller(store).PullAsync(OciArchive.Open(path, source.Tag), platform, cancellationToken), true),
            "manifest.json" => (await new ImagePuller(store).PullAsync(
                await DockerArchive.OpenAsync(path, source.Tag, cancellationToken), platform, cancellationToken), true),
            _ => (await FromTarAsync(store, path, platform, cancellationToken), false),
        };
    }

    private async Task<ImagePlatform> FromFolderAsync(BlobStore store, string path, Platform platform, CancellationToken cancellationToken)
    {
        var layer = await new LayerBuilder(store).BuildAsync(FolderEntries.Read(path, epoch), LayerCompression.None, cancellationToken);
        return await new ImageComposer(store, epoch).ComposeAsync(platform, new ContainerConfig(), [layer], cancellationToken);
    }

    private async Task<ImagePlatform> FromTarAsync(BlobStore store, string path, Platform platform, CancellationToken cancellationToken)
    {
        var layer = await store.AddAsync(
            MediaTypes.OciLayer,
            async (output, token) =>
            {
                await using var tar = OpenTar(path);
                await tar.CopyToAsync(output, token);
            },
            cancellationToken);
        return await new ImageComposer(store, epoch).ComposeAsync(
            platform, new ContainerConfig(), [new BuiltLayer(layer, layer.Digest)], cancellationToken);
    }

    /// <summary>The name of the first member that tells what kind of archive it is; null for a tar of files.</summary>
    private static async Task<string?> KindOfTarAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = OpenTar(path);
            await using var tar = new TarReader(stream);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.Name.TrimStart('.', '/') is "oci-layout" or "manifest.json")
                {
                    return entry.Name.TrimStart('.', '/');
                }

                if (entry.Name.TrimStart('.', '/') is "manifest.yaml" or "rootfs" or "rootfs/")
                {
                    return null;
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            // Our own reader says better what is wrong with it.
        }

        return null;
    }

    private static Stream OpenTar(string path)
    {
        var file = OpenFile(path);
        Span<byte> head = stackalloc byte[6];
        var count = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return count == head.Length && DecompressionStream.Detect(head) is not null ? DecompressionStream.Open(file) : file;
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6652", $"cannot read the extension \"{path}\": {error.Message}", error);
        }
    }
}
