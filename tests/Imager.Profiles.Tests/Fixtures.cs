namespace Imager.Profiles.Tests;

internal static class Fixtures
{
    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    internal static string Read(string relativePath) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, relativePath));
}
