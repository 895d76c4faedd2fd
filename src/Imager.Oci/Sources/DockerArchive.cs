using System.Security.Cryptography;
using Imager.Core;
using Imager.Oci.Model;
using Imager.Oci.Storage;
using Imager.Oci.Tar;

namespace Imager.Oci.Sources;

/// <summary>An image as <c>docker save</c> writes and <c>docker load</c> reads it.</summary>
/// <remarks>
/// Docker image spec 1.2, "Combined Image JSON + Filesystem Changeset Format": <c>manifest.json</c> lists
/// <c>Config</c>, <c>RepoTags</c> and <c>Layers</c> as file names. It has no manifest of its own, so one is made from what is there.
/// </remarks>
public sealed class DockerArchive : IImageSource
{
    private readonly TarFileIndex _files;
    private readonly OciDocument _manifest;
    private readonly IReadOnlyDictionary<Digest, string> _names;

    private DockerArchive(string path, TarFileIndex files, OciDocument manifest, IReadOnlyDictionary<Digest, string> names)
    {
        Location = path;
        _files = files;
        _manifest = manifest;
        _names = names;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Opens an archive and hashes its layers; with several images, <paramref name="tag"/> selects by RepoTag.</summary>
    /// <exception cref="InvalidInputException">The file is no docker-archive, or has no such image.</exception>
    public static async Task<DockerArchive> OpenAsync(string path, string? tag, CancellationToken cancellationToken)
    {
        var files = TarFileIndex.Read(path);
        if (!files.Contains("manifest.json"))
        {
            throw new InvalidInputException(
                "IMG2977",
                $"{path}: no docker-archive, the file manifest.json is missing"
                + (files.Contains("oci-layout") ? "; this is an OCI layout tar." : "."));
        }

        var entry = Select(ReadEntries(files, path), tag, path);
        var config = new OciDocument(MediaTypes.DockerConfig, ArchiveDocuments.ReadSmall(files, entry.Config, path));
        var names = new Dictionary<Digest, string> { [config.Descriptor.Digest] = entry.Config };
        var layers = new List<Descriptor>();
        foreach (var name in entry.Layers)
        {
            layers.Add(await DescribeAsync(files, name, cancellationToken));
            names[layers[^1].Digest] = name;
        }

        var manifest = new Manifest(config.Descriptor, layers) { MediaType = MediaTypes.DockerManifest };
        return new DockerArchive(path, files, manifest.ToDocument(), names);
    }

    /// <inheritdoc/>
    public Task<OciDocument> ReadRootAsync(CancellationToken cancellationToken) => Task.FromResult(_manifest);

    /// <inheritdoc/>
    public Task<OciDocument> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        descriptor.Digest == _manifest.Descriptor.Digest
            ? Task.FromResult(_manifest)
            : throw new InvalidInputException(
                "IMG2978",
                $"{Location}: a docker-archive has one manifest, not {descriptor.Digest}.");

    /// <inheritdoc/>
    public Task CopyBlobAsync(Descriptor descriptor, BlobStore store, CancellationToken cancellationToken) => store.AddAsync(
        descriptor,
        Location,
        (offset, _) => Task.FromResult(_files.OpenMember(_names[descriptor.Digest], offset)),
        cancellationToken);

    /// <summary>Writes one image, loadable by <c>docker load</c>; the same image gives the same bytes.</summary>
    /// <remarks>Layers stay compressed: <c>sha256:HEX</c> for the config and <c>HEX.tar.gz</c> for layers, as go-containerregistry names them.</remarks>
    public static void Write(
        Stream output, ImagePlatform image, IReadOnlyList<ImageReference> tags, SourceDateEpoch epoch, CancellationToken cancellationToken)
    {
        var config = image.Manifest.Config;
        var names = image.Manifest.Layers.Select(NameOf).ToList();
        var index = OciJson.Write(writer =>
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("Config", config.Digest.ToString());
            OciJson.WriteList(writer, "RepoTags", [.. tags.Select(tag => tag.ToString())]);
            OciJson.WriteList(writer, "Layers", names);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
        var files = image.Manifest.Layers.Prepend(config)
            .Zip(names.Prepend(config.Digest.ToString()))
            .DistinctBy(file => file.Second)
            .Select(file => (file.Second, new LayoutContents.Content(file.First.SizeBytes, () => image.Store.OpenRead(file.First))))
            .Append(("manifest.json", LayoutContents.Content.Of(index)));
        ArchiveDocuments.Write(output, files, epoch, cancellationToken);
    }

    private static string NameOf(Descriptor layer) => MediaTypes.CompressionOf(layer.MediaType) switch
    {
        LayerCompression.Gzip => layer.Digest.Hex + ".tar.gz",
        LayerCompression.None => layer.Digest.Hex + ".tar",
        _ => throw new UnsupportedException(
            "IMG3438",
            $"a docker-archive cannot hold the layer {layer.Digest} of type \"{layer.MediaType}\"; write an OCI layout instead."),
    };

    private static IReadOnlyList<Entry> ReadEntries(TarFileIndex files, string path)
    {
        var json = ArchiveDocuments.ReadSmall(files, "manifest.json", path);
        return OciJson.Read(json, $"{path}: manifest.json", node => node.AsList(item => new Entry(
            item.Required("Config").AsText(),
            item.Texts("RepoTags") ?? [],
            item.Required("Layers").AsList(layer => layer.AsText()))));
    }

    private static Entry Select(IReadOnlyList<Entry> entries, string? tag, string path)
    {
        var fitting = tag is null ? entries : [.. entries.Where(entry => entry.Tags.Any(candidate => SameTag(candidate, tag)))];
        return fitting is [var only]
            ? only
            : throw new InvalidInputException(
                "IMG2979",
                $"{path}: {fitting.Count} images {(tag is null ? "in it" : $"tagged \"{tag}\"")}; name one of: "
                + string.Join(", ", entries.SelectMany(entry => entry.Tags).DefaultIfEmpty("(no tags)")) + ".");
    }

    private static bool SameTag(string left, string right) =>
        left == right
        || (ImageReference.TryParse(left, out var a) && ImageReference.TryParse(right, out var b) && a.ToString() == b.ToString());

    private static async Task<Descriptor> DescribeAsync(TarFileIndex files, string name, CancellationToken cancellationToken)
    {
        await using var stream = files.OpenMember(name, 0);
        var beginning = new byte[4];
        var count = await stream.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancellationToken);
        await using var whole = files.OpenMember(name, 0);
        var digest = Digest.FromSha256(await SHA256.HashDataAsync(whole, cancellationToken));
        var type = beginning.AsSpan(0, count) switch
        {
            [0x1F, 0x8B, ..] => MediaTypes.DockerLayerGzip,
            [0x28, 0xB5, 0x2F, 0xFD] => MediaTypes.OciLayerZstd,
            _ => MediaTypes.DockerLayer,
        };
        return new Descriptor(type, digest, files.SizeOf(name));
    }

    private sealed record Entry(string Config, IReadOnlyList<string> Tags, IReadOnlyList<string> Layers);
}
