using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;

namespace Imager.Oci.Sources;

/// <summary>An OCI image layout in a folder.</summary>
/// <remarks>OCI image spec 1.1, image-layout.md: <c>oci-layout</c>, <c>index.json</c>, <c>blobs/ALGORITHM/HEX</c>.</remarks>
public sealed class OciLayout : IImageSource
{
    /// <summary>The annotation of an <c>index.json</c> entry that holds its tag.</summary>
    public const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    private readonly string _folder;
    private readonly string? _tag;

    private OciLayout(string folder, string? tag)
    {
        _folder = folder;
        _tag = tag;
    }

    internal static ReadOnlyMemory<byte> MarkerJson { get; } = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();

    /// <inheritdoc/>
    public string Location => _tag is null ? _folder : $"{_folder}:{_tag}";

    /// <summary>Opens a layout; <paramref name="tag"/> selects by reference name, null takes the whole index.</summary>
    /// <exception cref="InvalidInputException">The folder is no layout, or of another version.</exception>
    public static OciLayout Open(string folder, string? tag = null)
    {
        var marker = Path.Combine(folder, "oci-layout");
        if (!File.Exists(marker))
        {
            throw new InvalidInputException(
                "IMG2966",
                $"{folder}: no OCI layout, the file oci-layout is missing. Make one with, for example, skopeo copy docker://REF oci:{folder}.");
        }

        LayoutMarker.Check(ReadSmall(marker), marker);
        return new OciLayout(folder, tag);
    }

    /// <inheritdoc/>
    public async Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var path = Path.Combine(_folder, "index.json");
        var index = new OciDocument(MediaTypes.OciIndex, ReadSmall(path));
        return await LayoutMarker.SelectAsync(index, _tag, this, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        await using var stream = new VerifyingStream(OpenBlob(descriptor.Digest), descriptor, Location);
        return new OciDocument(descriptor.MediaType, await BoundedRead.AllAsync(stream, descriptor, Location, cancellationToken));
    }

    /// <inheritdoc/>
    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) =>
        store.AddAsync(
            descriptor,
            Location,
            (offset, _) =>
            {
                var stream = OpenBlob(descriptor.Digest);
                stream.Position = offset;
                return Task.FromResult<Stream>(stream);
            },
            cancellationToken);

    /// <summary>Writes images into a new layout folder; equal images give equal files.</summary>
    /// <exception cref="FileAccessException">The folder exists and is not empty, or cannot be written.</exception>
    public static async Task WriteAsync(string folder, IReadOnlyList<TaggedImage> images, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new FileAccessException(
                "IMG6502",
                $"{folder}: not empty. Remove it, or name a new folder for the OCI layout.");
        }

        try
        {
            foreach (var (name, content) in await LayoutContents.CollectAsync(images, cancellationToken))
            {
                var path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using var source = content.Open();
                await source.CopyToAsync(file, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6503", $"{folder}: cannot write the OCI layout: {error.Message}", error);
        }
    }

    private FileStream OpenBlob(Digest digest)
    {
        var path = Path.Combine(_folder, "blobs", digest.Algorithm, digest.Hex);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6504", $"{path}: the layout's index needs this blob: {error.Message}", error);
        }
    }

    private static byte[] ReadSmall(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return stream.Length <= OciJson.MaxBytes
                ? File.ReadAllBytes(path)
                : throw new InvalidInputException(
                    "IMG2967",
                    $"{path}: {stream.Length} bytes; at most {OciJson.MaxBytes} are read.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6505", $"{path}: cannot be read: {error.Message}", error);
        }
    }
}
