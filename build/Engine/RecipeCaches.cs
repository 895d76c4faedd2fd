using Imager.Build.Images;
using Imager.BuildKit;
using Imager.Core;

namespace Imager.Build.Recipes;

/// <summary>CACHE_FROM and CACHE_TO for one recipe: each recipe and platform has its own place below the one that is given.</summary>
/// <remarks>A cache holds the steps of one build, and builds that run at the same time would overwrite each other's.</remarks>
internal static class RecipeCaches
{
    /// <summary>CACHE_FROM as one recipe imports it.</summary>
    public static IReadOnlyList<BuildCache> Imports(BuildContext context, string recipe) =>
        [.. Read(context, BuildVariables.CacheFrom).Select(cache => At(context, cache, recipe, "src"))];

    /// <summary>CACHE_TO as one recipe exports it; all its stages, unless mode= says otherwise.</summary>
    public static IReadOnlyList<BuildCache> Exports(BuildContext context, string recipe)
    {
        var caches = Read(context, BuildVariables.CacheTo).ToList();
        if (caches.Exists(cache => cache.Type == "inline"))
        {
            throw new UnsupportedException(
                "IMG3050",
                "CACHE_TO=type=inline: an inline cache travels inside an image that the engine makes, and recipes make files. "
                + "Use type=registry,ref=HOST/NAME or type=local,dest=FOLDER.");
        }

        return
        [
            .. caches.Select(cache => cache.Attributes.ContainsKey("mode") ? cache : With(cache, "mode", "max"))
                .Select(cache => At(context, cache, recipe, "dest")),
        ];
    }

    private static IEnumerable<BuildCache> Read(BuildContext context, Make.Variable variable) =>
        ArgumentWords.Split(context.Variables, variable).Select(BuildCache.Parse);

    private static BuildCache At(BuildContext context, BuildCache cache, string recipe, string folderKey)
    {
        var key = cache.Type switch
        {
            "registry" => "ref",
            "local" => folderKey,
            "gha" => "scope",
            _ => "name",
        };
        var value = cache.Attributes.GetValueOrDefault(key);
        return (cache.Type, value) switch
        {
            ("registry", { Length: > 0 }) => With(cache, key, Tagged(value, recipe)),
            ("local", { Length: > 0 }) => With(cache, key, Path.Combine(context.Paths.FromCaller(value), recipe)),
            ("registry" or "local", _) => throw new InvalidInputException(
                "IMG2697", $"the cache \"{cache}\" has no {key}=. Write type=registry,ref=HOST/NAME or type=local,{folderKey}=FOLDER."),
            _ => With(cache, key, string.IsNullOrEmpty(value) ? recipe : $"{value}-{recipe}"),
        };
    }

    /// <summary>The recipe as tag, or behind the given one.</summary>
    private static string Tagged(string reference, string recipe)
    {
        var name = reference[(reference.LastIndexOf('/') + 1)..];
        return name.Contains(':', StringComparison.Ordinal) ? $"{reference}-{recipe}" : $"{reference}:{recipe}";
    }

    private static BuildCache With(BuildCache cache, string key, string value) =>
        cache with { Attributes = new Dictionary<string, string>(cache.Attributes) { [key] = value } };
}
