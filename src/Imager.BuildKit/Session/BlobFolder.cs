using System.Text.Json;
using System.Text.Json.Nodes;
using Imager.BuildKit.Files;
using Imager.Core;

namespace Imager.BuildKit.Session;

/// <summary>A build cache on our side: an OCI layout whose index.json has one manifest per tag, as buildx writes it.</summary>
internal sealed class BlobFolder(string path)
{
    public const string DefaultTag = "latest";

    private const string TagAnnotation = "org.opencontainers.image.ref.name";
    private const string Layout = """{"imageLayoutVersion":"1.0.0"}""";
    private const string ManifestType = "application/vnd.oci.image.index.v1+json";
    private const int DigestHexDigits = 64;

    private string IndexPath => Path.Combine(path, "index.json");

    /// <summary>The file of a blob, whether it is there or not.</summary>
    /// <exception cref="InvalidInputException">This is no sha256 digest; nothing else may become part of a path.</exception>
    public string PathOf(string digest)
    {
        var hex = digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest["sha256:".Length..] : string.Empty;
        return hex.Length == DigestHexDigits && hex.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(path, "blobs", "sha256", hex)
            : throw new InvalidInputException("IMG2690", $"the build cache {path}: \"{digest}\" is no sha256 digest.");
    }

    /// <summary>A new file for a blob that is being received.</summary>
    public FileStream CreateTemporary(int number)
    {
        var folder = Path.Combine(path, "blobs", "sha256");
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $".{Environment.ProcessId}-{number}.tmp");
        return new FileStream(name, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
    }

    /// <summary>The cache manifest of a tag; null when there is none, which is an empty cache.</summary>
    /// <exception cref="InvalidInputException">index.json is not what it should be.</exception>
    public string? FindManifest(string tag)
    {
        if (!File.Exists(IndexPath))
        {
            return null;
        }

        var digest = Manifests().FirstOrDefault(manifest => TagOf(manifest) == tag)?["digest"]?.GetValue<string>();
        return digest is null ? null : File.Exists(PathOf(digest)) ? digest : throw new InvalidInputException(
            "IMG2691", $"the build cache {path} is incomplete: it lacks {digest} of tag {tag}. Remove the folder.");
    }

    /// <summary>Makes a manifest, whose blobs are all here, the one of a tag.</summary>
    public void Tag(string tag, string manifestDescriptor)
    {
        var descriptor = JsonNode.Parse(manifestDescriptor)!.AsObject();
        descriptor["mediaType"] ??= ManifestType;
        var annotations = descriptor["annotations"] as JsonObject ?? [];
        annotations[TagAnnotation] = tag;
        descriptor["annotations"] = annotations.DeepClone();
        var others = File.Exists(IndexPath) ? Manifests().Where(manifest => TagOf(manifest) != tag) : [];
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["manifests"] = new JsonArray([.. others.Select(manifest => manifest.DeepClone()), descriptor]),
        };
        File.WriteAllText(Path.Combine(path, "oci-layout"), Layout);
        var temporary = $"{IndexPath}.{Environment.ProcessId}.tmp";
        File.WriteAllText(temporary, index.ToJsonString());
        NativeFiles.Rename(temporary, IndexPath);
    }

    private List<JsonObject> Manifests()
    {
        try
        {
            return [.. JsonNode.Parse(File.ReadAllText(IndexPath))!["manifests"]!.AsArray().Select(node => node!.AsObject())];
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException)
        {
            throw new InvalidInputException(
                "IMG2692", $"{IndexPath} is no index of a build cache: {error.Message} Remove the folder.", error);
        }
    }

    private static string? TagOf(JsonObject manifest) => manifest["annotations"]?[TagAnnotation]?.GetValue<string>();
}
