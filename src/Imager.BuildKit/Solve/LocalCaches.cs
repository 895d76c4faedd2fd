using Imager.BuildKit.Session;
using Imager.Core;

namespace Imager.BuildKit.Solve;

/// <summary>
/// Caches of type=local: the folders stay on our side, the engine sees a name per folder and reads and writes its blobs
/// through the session.
/// </summary>
internal sealed class LocalCaches
{
    private const string Type = "local";
    private const string StorePrefix = "local:";
    private const string ManifestKey = "cache.manifest";

    private readonly Dictionary<string, BlobFolder> _stores = new(StringComparer.Ordinal);
    private (BlobFolder Folder, string Tag)? _export;

    private LocalCaches(BuildRequest request)
    {
        Imports = [.. request.CacheImports.Select(Import).OfType<BuildCache>()];
        Exports = [.. request.CacheExports.Select(Export)];
    }

    /// <summary>What the engine is told: folders replaced by names, manifests by digest, empty caches left out.</summary>
    public IReadOnlyList<BuildCache> Imports { get; }

    public IReadOnlyList<BuildCache> Exports { get; }

    public IReadOnlyDictionary<string, BlobFolder> Stores => _stores;

    public static LocalCaches Of(BuildRequest request) => new(request);

    /// <summary>Whether a request has any.</summary>
    public static bool AreIn(IEnumerable<BuildCache> caches) => caches.Any(cache => cache.Type == Type);

    /// <summary>What is wrong with a request's local caches.</summary>
    public static IEnumerable<string> Problems(BuildRequest request)
    {
        foreach (var cache in request.CacheImports.Where(cache => cache.Type == Type && !cache.Attributes.ContainsKey("src")))
        {
            yield return $"the cache {cache} to import has no src=FOLDER";
        }

        var exports = request.CacheExports.Where(cache => cache.Type == Type).ToList();
        foreach (var cache in exports.Where(cache => !cache.Attributes.ContainsKey("dest")))
        {
            yield return $"the cache {cache} to export has no dest=FOLDER";
        }

        if (exports.Count > 1)
        {
            yield return $"{exports.Count} caches of type=local are to be exported, and a build exports one at most";
        }
    }

    /// <summary>Names the new manifest in the folder's index, once the solve has succeeded.</summary>
    public void Commit(IReadOnlyDictionary<string, string> response)
    {
        if (_export is not var (folder, tag) || !response.TryGetValue(ManifestKey, out var descriptor))
        {
            return;
        }

        try
        {
            folder.Tag(tag, descriptor);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6631", $"the build cache's index cannot be written: {error.Message}", error);
        }
    }

    private BuildCache? Import(BuildCache cache, int number)
    {
        if (cache.Type != Type)
        {
            return cache;
        }

        var folder = new BlobFolder(Path.GetFullPath(cache.Attributes["src"]));
        var digest = cache.Attributes.GetValueOrDefault("digest")
            ?? folder.FindManifest(cache.Attributes.GetValueOrDefault("tag", BlobFolder.DefaultTag));
        if (digest is null)
        {
            return null;
        }

        var name = $"import-{number}";
        _stores[StorePrefix + name] = folder;
        return new(Type, new Dictionary<string, string>(cache.Attributes) { ["src"] = name, ["digest"] = digest });
    }

    private BuildCache Export(BuildCache cache, int number)
    {
        if (cache.Type != Type)
        {
            return cache;
        }

        var folder = new BlobFolder(Path.GetFullPath(cache.Attributes["dest"]));
        var name = $"export-{number}";
        _stores[StorePrefix + name] = folder;
        _export = (folder, cache.Attributes.GetValueOrDefault("tag", BlobFolder.DefaultTag));
        return new(Type, new Dictionary<string, string>(cache.Attributes) { ["dest"] = name });
    }
}
