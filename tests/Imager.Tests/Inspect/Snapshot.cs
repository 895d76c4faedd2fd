using System.Runtime.CompilerServices;

namespace Imager.Tests.Inspect;

/// <summary>Compares text with a file that people can read; IMAGER_UPDATE_SNAPSHOTS=1 writes it anew.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string text, [CallerFilePath] string testPath = "")
    {
        var embedded = Path.Combine(AppContext.BaseDirectory, "Inspect", "Snapshots", $"{name}.verified.txt");
        if (Environment.GetEnvironmentVariable("IMAGER_UPDATE_SNAPSHOTS") == "1")
        {
            // The compiler maps the repository to /_/; the folder above artifacts/ is where it lies now.
            var root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf("/artifacts/", StringComparison.Ordinal)];
            var source = Path.GetDirectoryName(testPath.Replace("/_", root, StringComparison.Ordinal))!;
            File.WriteAllText(Path.Combine(source, "Snapshots", $"{name}.verified.txt"), text);
            File.WriteAllText(embedded, text);
        }

        Assert.Equal(File.ReadAllText(embedded), text);
    }
}
