using System.Text.RegularExpressions;

namespace Imager.Build.Qemu;

/// <summary>Makes plain text of what a console got.</summary>
public static partial class TerminalText
{
    /// <summary>The line without escape sequences (ECMA-48) and other control characters, tabs excepted.</summary>
    public static string Plain(string line) => Control().Replace(Sequence().Replace(line, string.Empty), string.Empty);

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|[ -/].|[0-~])")]
    private static partial Regex Sequence();

    [GeneratedRegex(@"[\x00-\x08\x0A-\x1F\x7F]")]
    private static partial Regex Control();
}
