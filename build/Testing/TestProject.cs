namespace Imager.Build.Testing;

/// <summary>A test project, <c>tests/Imager.Formats.Tests</c>, known to people as <c>Formats</c>.</summary>
public sealed record TestProject(string ShortName, string ProjectFile)
{
    private const string Suffix = ".Tests";
    private const string Prefix = "Imager.";

    public string Name => Path.GetFileNameWithoutExtension(ProjectFile);

    /// <summary>Boots virtual machines, so nothing else may run beside it.</summary>
    public bool IsAlone => ShortName == "Boot";

    /// <summary>Wants a buildkitd, which is compiled while the others run; so it comes late.</summary>
    public bool NeedsBuildkitd => ShortName == "BuildKit";

    /// <summary>All of them, sorted by name.</summary>
    public static IReadOnlyList<TestProject> Find(BuildPaths paths) =>
    [
        .. Directory.EnumerateDirectories(paths.Tests, "*" + Suffix)
            .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".csproj"))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .Select(file => new TestProject(Shorten(Path.GetFileNameWithoutExtension(file)), file)),
    ];

    /// <summary>The compiled tests.</summary>
    public string Assembly(BuildPaths paths) => Path.Combine(paths.DotnetOutput, "bin", Name, "release", Name + ".dll");

    private static string Shorten(string name)
    {
        var plain = name[..^Suffix.Length];
        return plain.StartsWith(Prefix, StringComparison.Ordinal) ? plain[Prefix.Length..] : plain;
    }
}
