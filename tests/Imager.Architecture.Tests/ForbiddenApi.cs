using System.Text.RegularExpressions;

namespace Imager.Architecture.Tests;

/// <summary>What must not be used in a folder, and why.</summary>
/// <remarks>A name is a type, or a type and the beginning of its members: <c>Directory.Get</c>.</remarks>
internal sealed record ForbiddenApi(string Folder, string Reason, params string[] Names)
{
    /// <summary>Every use, as <c>path: name (reason)</c>.</summary>
    public IEnumerable<string> UsesIn(SourceFile file)
    {
        if (!file.IsIn(Folder))
        {
            return [];
        }

        var code = file.WithoutCommentsAndStrings;
        return Names.Where(name => IsUsed(code, name)).Select(name => $"{file.Path}: {name} ({Reason})");
    }

    private static bool IsUsed(string code, string name) => name.Contains('.', StringComparison.Ordinal)
        ? Regex.IsMatch(code, $@"(?<![\w.]|[\w.]\.){Regex.Escape(name)}|System\.(?:\w+\.)*{Regex.Escape(name)}")
        : Regex.IsMatch(code, $@"(?:(?<![\w.])|System\.(?:\w+\.)*){Regex.Escape(name)}(?=\s*\.|\??\s+\w+\s*[=;),{{])|\bnew {Regex.Escape(name)}\b");
}
