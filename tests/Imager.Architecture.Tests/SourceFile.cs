using System.Text.RegularExpressions;

namespace Imager.Architecture.Tests;

/// <summary>A C# file, by its path within the repository.</summary>
internal sealed partial record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public int LineCount => Text.AsSpan().Count('\n');

    /// <summary>The code with comments removed.</summary>
    public string WithoutComments => CommentsAndStrings().Replace(Text, match => IsComment(match.Value) ? " " : match.Value);

    /// <summary>The code with comments removed and strings emptied.</summary>
    public string WithoutCommentsAndStrings =>
        CommentsAndStrings().Replace(Text, match => IsComment(match.Value) ? " " : "\"\"");

    /// <summary>Names of public types at the file's top level.</summary>
    public IReadOnlyList<string> PublicTypes =>
        [.. PublicType().Matches(WithoutCommentsAndStrings).Select(match => match.Groups["name"].Value)];

    /// <summary>Whether the file lies in a folder of the repository.</summary>
    public bool IsIn(string folder) => Path.StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsComment(string text) => text.StartsWith("//", StringComparison.Ordinal)
        || text.StartsWith("/*", StringComparison.Ordinal);

    [GeneratedRegex("""
        "{3}[\s\S]*?"{3}|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/
        """)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:class|record struct|record|struct|interface|enum|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
