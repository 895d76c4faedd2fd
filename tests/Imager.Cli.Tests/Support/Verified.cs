using System.Runtime.CompilerServices;
using Imager.Tests.Assets;

namespace Imager.Cli.Tests.Support;

/// <summary>
/// Compares a text with <c>Class.Method.verified.txt</c> beside the test, by the names that Verify uses; a difference leaves
/// <c>Class.Method.received.txt</c> there, to look at and to rename.
/// </summary>
internal static class Verified
{
    private const int MostLines = 300;

    public static void Matches(string text, [CallerFilePath] string testPath = "", [CallerMemberName] string member = "")
    {
        Assert.InRange(text.Count(character => character == '\n'), 0, MostLines);

        // The compiler maps the repository to /_/.
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(testPath)!.Replace("/_/", string.Empty, StringComparison.Ordinal));
        var name = $"{Path.GetFileNameWithoutExtension(testPath)}.{member}";
        var (verified, received) = (Path.Combine(folder, $"{name}.verified.txt"), Path.Combine(folder, $"{name}.received.txt"));
        var expected = File.Exists(verified) ? File.ReadAllText(verified) : "(no verified file)\n";
        if (expected == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{received} differs from the verified file. If the new text is right: mv {received} {verified}\n\n{Difference(expected, text)}");
    }

    private static string Difference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"line {line + 1}\n- {left.ElementAtOrDefault(line)}\n+ {right.ElementAtOrDefault(line)}";
    }
}
