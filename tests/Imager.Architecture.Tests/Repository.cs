using System.Runtime.CompilerServices;

namespace Imager.Architecture.Tests;

/// <summary>The sources that are checked.</summary>
internal static class Repository
{
    private static readonly string[] GeneratedFolders = ["bin", "obj", "artifacts"];

    public static string Root { get; } = Environment.GetEnvironmentVariable("IMAGER_ROOT") is { Length: > 0 } root ? root : FindRoot();

    /// <summary>All C# files of src and build.</summary>
    public static IReadOnlyList<SourceFile> ProductSources { get; } = [.. Sources("src"), .. Sources("build")];

    /// <summary>All project files of src and build.</summary>
    public static IReadOnlyList<ProjectFile> ProductProjects { get; } = [.. Projects("src"), .. Projects("build")];

    public static IReadOnlyList<ProjectFile> TestProjects { get; } = [.. Projects("tests")];

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    /// <summary>The C# files of one folder of the repository.</summary>
    public static IEnumerable<SourceFile> Sources(string folder) =>
        Files(folder, "*.cs").Select(file => new SourceFile(Path.GetRelativePath(Root, file), File.ReadAllText(file)));

    /// <summary>Files of a folder that match a pattern, outputs of compilers left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Intersect(GeneratedFolders).Any())
            .Order(StringComparer.Ordinal);

    private static IEnumerable<ProjectFile> Projects(string folder) => Files(folder, "*.csproj").Select(ProjectFile.Read);

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // Deterministic builds map source paths, so the test's own folder comes first.
        foreach (var start in (string[])[AppContext.BaseDirectory, Path.GetDirectoryName(thisFile) ?? string.Empty])
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Imager.sln")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("the repository was not found; set IMAGER_ROOT");
    }
}
