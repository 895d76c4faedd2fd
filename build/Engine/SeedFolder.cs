using Imager.Build.Steps;

namespace Imager.Build.Recipes;

/// <summary>The Debian packages that recipes start from, fetched and verified by <c>build/Recipes/base/make-seed.sh</c>.</summary>
internal static class SeedFolder
{
    /// <summary>Names every package with its digest, so it stands for the whole folder.</summary>
    public static string PackageList(string seed) => Path.Combine(seed, "packages.txt");

    /// <summary>Which processor the toolchain in a seed is for; null when there is no toolchain.</summary>
    public static string? ProgramArchitecture(string seed)
    {
        var toolchain = Path.Combine(seed, "toolchain");
        return Directory.Exists(toolchain)
            ? Directory.EnumerateFiles(toolchain, "*.deb")
                .Select(file => Path.GetFileNameWithoutExtension(file).Split('_')[^1])
                .FirstOrDefault(architecture => architecture != "all")
            : null;
    }

    /// <summary>Everything in build/Recipes that decides what comes out of a Dockerfile there: itself and what it copies.</summary>
    /// <remarks>Not the whole folder: a changed kernel configuration is no reason to make an initramfs again, nor the other way round.</remarks>
    public static IReadOnlyList<string> RecipeFiles(BuildPaths paths, string dockerfile)
    {
        var copied = File.ReadLines(Path.Combine(paths.Recipes, dockerfile))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["COPY", _, _, ..] && !words[1].StartsWith("--", StringComparison.Ordinal))
            .SelectMany(words => words[1..^1])
            .SelectMany(source => Expand(paths.Recipes, source));
        return
        [
            .. copied.Append(Path.Combine(paths.Recipes, dockerfile))
                .Append(Path.Combine(paths.Recipes, "context.sh"))
                .Distinct()
                .Where(file => !file.EndsWith(".md", StringComparison.Ordinal)),
        ];
    }

    /// <summary>A source of COPY; with an argument in it, every file that it may stand for.</summary>
    private static IEnumerable<string> Expand(string folder, string source)
    {
        var dollar = source.IndexOf('$', StringComparison.Ordinal);
        var path = Path.Combine(folder, dollar < 0 ? source : Path.GetDirectoryName(source[..dollar]) ?? string.Empty);
        return (dollar < 0 || path != folder) && Path.Exists(path) ? FileDigests.FilesOf(path) : [];
    }
}
