using Imager.Build.Steps;

namespace Imager.Build.Recipes;

/// <summary>The Debian packages that recipes start from, fetched and verified by <c>build/Recipes/base/make-seed.sh</c>.</summary>
internal static class SeedFolder
{
    /// <summary>Names every package with its digest, so it stands for the whole folder.</summary>
    public static string PackageList(string seed) => Path.Combine(seed, "packages.txt");

    /// <summary>Which processor the toolchain in a recipe's context is for; null when there is no toolchain.</summary>
    public static string? ProgramArchitecture(string contextFolder)
    {
        var toolchain = Path.Combine(contextFolder, "seed", "toolchain");
        return Directory.Exists(toolchain)
            ? Directory.EnumerateFiles(toolchain, "*.deb")
                .Select(file => Path.GetFileNameWithoutExtension(file).Split('_')[^1])
                .FirstOrDefault(architecture => architecture != "all")
            : null;
    }

    /// <summary>Everything in build/Recipes that decides what comes out.</summary>
    public static IEnumerable<string> RecipeFiles(BuildPaths paths) =>
        FileDigests.FilesOf(paths.Recipes).Where(file => !file.EndsWith(".md", StringComparison.Ordinal));
}
