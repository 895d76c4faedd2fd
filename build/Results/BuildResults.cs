using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Imager.Artifacts;
using Imager.Oci.Model;

namespace Imager.Build.Results;

/// <summary>What a run made, for machines: files with sizes and digests, images with references, the variables that decided it.</summary>
/// <remarks>No times, no host names, no absolute paths: equal inputs give an equal file, on every machine.</remarks>
public sealed class BuildResults(BuildPaths paths, Func<IEnumerable<KeyValuePair<string, string>>> variables)
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentDictionary<string, (long SizeBytes, string Sha256)> files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ContainerResult> containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> pushed = new(StringComparer.Ordinal);

    /// <summary>The container images, by name.</summary>
    public IEnumerable<ContainerResult> Containers => containers.Values.OrderBy(image => image.Name, StringComparer.Ordinal);

    /// <summary>Notes a file of the artifacts; caches, and blobs of OCI layouts, which their image's digest stands for, are left out.</summary>
    public void AddFile(string path, Func<string, string> sha256)
    {
        if (IsProduct(path) && File.Exists(path))
        {
            files[Path.GetRelativePath(paths.Artifacts, path)] = (new FileInfo(path).Length, sha256(path));
        }
    }

    /// <summary>Notes an image.</summary>
    public void AddContainer(ContainerResult image) => containers[image.Name] = image;

    /// <summary>Notes that an image was pushed.</summary>
    public void AddPush(string name, ImageReference reference) => pushed[$"{name}\t{reference}"] = 0;

    /// <summary>Whether the image of that name was pushed by this run.</summary>
    public bool WasPushed(string name) => pushed.Keys.Any(key => key.Split('\t')[0] == name);

    /// <summary>Writes everything, unless nothing was made or the file says so already: a run that changes nothing needs no space.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        if (files.IsEmpty && containers.IsEmpty)
        {
            return;
        }

        var document = ToJson(_ => true);
        var before = File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : [];
        if (!document.Span.SequenceEqual(before))
        {
            await ArtifactWriter.WriteAsync(path, file => file.WriteAsync(document, cancellationToken).AsTask(), cancellationToken);
        }
    }

    /// <summary>The document with those files whose path below artifacts/ is wanted.</summary>
    public ReadOnlyMemory<byte> ToJson(Func<string, bool> isWanted)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            json.WriteStartObject();
            json.WriteStartObject("variables");
            foreach (var (name, value) in variables())
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            WriteFiles(json, isWanted);
            WriteImages(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private void WriteFiles(Utf8JsonWriter json, Func<string, bool> isWanted)
    {
        json.WriteStartArray("outputs");
        foreach (var (path, (sizeBytes, sha256)) in files.Where(file => isWanted(file.Key)).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteNumber("sizeBytes", sizeBytes);
            json.WriteString("sha256", sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteImages(Utf8JsonWriter json)
    {
        json.WriteStartArray("images");
        foreach (var image in Containers)
        {
            json.WriteStartObject();
            json.WriteString("name", image.Name);
            json.WriteString("reference", image.Reference.ToString());
            json.WriteString("digest", image.Digest.ToString());
            json.WriteStartObject("platforms");
            foreach (var (platform, digest) in image.Platforms)
            {
                json.WriteString(platform, digest);
            }

            json.WriteEndObject();
            json.WriteStartArray("pushed");
            foreach (var reference in pushed.Keys.Select(key => key.Split('\t')).Where(pair => pair[0] == image.Name)
                .Select(pair => pair[1]).Order(StringComparer.Ordinal))
            {
                json.WriteStringValue(reference);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private bool IsProduct(string path) =>
        BuildPaths.IsBelow(path, paths.Artifacts) && !BuildPaths.IsBelow(path, paths.Cache)
        && !BuildPaths.IsBelow(path, Path.GetDirectoryName(paths.ContainerLayout("x"))!);
}
