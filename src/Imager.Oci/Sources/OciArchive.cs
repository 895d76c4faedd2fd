using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;
using Imager.Oci.Tar;

namespace Imager.Oci.Sources;

/// <summary>An OCI image layout in a tar (skopeo's <c>oci-archive</c>, BuildKit's <c>type=oci</c>); read in place, not unpacked.</summary>
public sealed class OciArchive : IImageSource
{
    private readonly TarFileIndex _files;
    private readonly string? _tag;

    private OciArchive(string path, string? tag, TarFileIndex files)
    {
        Location = tag is null ? path : $"{path}:{tag}";
        _tag = tag;
        _files = files;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Opens an archive; <paramref name="tag"/> selects by reference name, null takes the whole index.</summary>
    /// <exception cref="InvalidInputException">The file is no tar, or no OCI layout is in it.</exception>
    /// <exception cref="UnsupportedException">The whole archive is compressed, or its layout version is unknown.</exception>
    public static OciArchive Open(string path, string? tag = null)
    {
        var files = TarFileIndex.Read(path);
        if (!files.Contains("oci-layout"))
        {
            throw new InvalidInputException(
                "IMG2975",
                $"{path}: no OCI layout, the file oci-layout is missing"
                + (files.Contains("manifest.json") ? "; this is a docker-archive (docker save)." : "."));
        }

        LayoutMarker.Check(ArchiveDocuments.ReadSmall(files, "oci-layout", path), path);
        return new OciArchive(path, tag, files);
    }

    /// <inheritdoc/>
    public Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken) => LayoutMarker.SelectAsync(
        new OciDocument(MediaTypes.OciIndex, ArchiveDocuments.ReadSmall(_files, "index.json", Location)), _tag, this, cancellationToken);

    /// <inheritdoc/>
    public async Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        await using var stream = new VerifyingStream(_files.OpenMember(NameOf(descriptor), 0), descriptor, Location);
        return new OciDocument(descriptor.MediaType, await BoundedRead.AllAsync(stream, descriptor, Location, cancellationToken));
    }

    /// <inheritdoc/>
    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) => store.AddAsync(
        descriptor, Location, (offset, _) => Task.FromResult(_files.OpenMember(NameOf(descriptor), offset)), cancellationToken);

    /// <summary>Writes images as a layout tar; equal images give equal bytes, member times are <paramref name="epoch"/>.</summary>
    public static async Task WriteAsync(
        Stream output, IReadOnlyList<TaggedImage> images, SourceDateEpoch epoch, CancellationToken cancellationToken)
    {
        var files = await LayoutContents.CollectAsync(images, cancellationToken);
        ArchiveDocuments.Write(output, files, epoch, cancellationToken);
    }

    private static string NameOf(Descriptor descriptor) => $"blobs/{descriptor.Digest.Algorithm}/{descriptor.Digest.Hex}";
}
