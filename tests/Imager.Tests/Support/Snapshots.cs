using System.Runtime.CompilerServices;

namespace Imager.Tests.Support;

/// <summary>Texts in <c>Snapshots/NAME.verified.txt</c> beside the test; a difference leaves <c>NAME.received.txt</c> there.</summary>
internal static class Snapshots
{
    public static void Match(string name, string text, [CallerFilePath] string testPath = "")
    {
        // The compiler maps the repository to /_/.
        var root = AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf("/artifacts/", StringComparison.Ordinal)];
        var folder = Path.Combine(Path.GetDirectoryName(testPath.Replace("/_", root, StringComparison.Ordinal))!, "Snapshots");
        var (verified, received) = (Path.Combine(folder, $"{name}.verified.txt"), Path.Combine(folder, $"{name}.received.txt"));
        if (!File.Exists(verified) || File.ReadAllText(verified) != text)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(received, text);
            Assert.Fail($"{received} differs from {verified}. If the new text is right, rename it.");
        }

        File.Delete(received);
    }
}
