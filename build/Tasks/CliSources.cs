namespace Imager.Build.Tasks;

/// <summary>What the imager command is compiled from.</summary>
internal static class CliSources
{
    public static IReadOnlyList<string> Files(BuildPaths paths) =>
    [
        .. Directory.GetDirectories(paths.Sources).Where(folder => Path.GetFileName(folder) != "Imager.BuildKit"),
        paths.Profiles,
        .. paths.SharedProjectFiles,
    ];

    public static Dictionary<string, string> Values(BuildContext context) => new()
    {
        ["TAG"] = context.Version ?? string.Empty,
        ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
    };

    public static IEnumerable<string> VersionOptions(BuildContext context) =>
        context.Version is { } version ? [$"-p:Version={version}"] : [];
}
