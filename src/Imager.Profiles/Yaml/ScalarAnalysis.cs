using System.Text;
using System.Text.RegularExpressions;

namespace Imager.Profiles.Yaml;

/// <summary>Decides how a string must be written so that a YAML 1.1 or 1.2 reader gets the same string back.</summary>
/// <remarks>
/// YAML 1.2.2, sections 5.4, 7.3 and 10.3, plus the 1.1 booleans and base-60 numbers older readers know.
/// </remarks>
internal static partial class ScalarAnalysis
{
    private const string LeadingIndicators = "#,[]{}&*!|>'\"%@`";

    private static readonly HashSet<string> ReservedWords = new(StringComparer.Ordinal)
    {
        string.Empty, "~", "null", "Null", "NULL", "<<",
        "true", "True", "TRUE", "false", "False", "FALSE",
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON",
        "n", "N", "no", "No", "NO", "off", "Off", "OFF",
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
    };

    /// <summary>Whether the plain spelling would be read as null, a boolean, a number or a date.</summary>
    internal static bool ReadsAsOtherType(string text) =>
        ReservedWords.Contains(text)
        || (text.Length > 0
            && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.')
            && (IntegerPattern().IsMatch(text.Replace("_", string.Empty, StringComparison.Ordinal))
                || FloatPattern().IsMatch(text.Replace("_", string.Empty, StringComparison.Ordinal))
                || SexagesimalPattern().IsMatch(text)
                || DatePattern().IsMatch(text)));

    /// <summary>Whether the text may stand unquoted in block context.</summary>
    internal static bool IsPlainAllowed(string text) =>
        text.Length > 0
        && text[0] != ' '
        && text[^1] != ' '
        && !text.StartsWith("---", StringComparison.Ordinal)
        && !text.StartsWith("...", StringComparison.Ordinal)
        && !LeadingIndicators.Contains(text[0], StringComparison.Ordinal)
        && !(text[0] is '-' or '?' && IsBlankAt(text, 1))
        && !HasBlockIndicator(text)
        && IsSingleQuotedAllowed(text);

    /// <summary>Whether every character may stand inside single quotes on one line.</summary>
    internal static bool IsSingleQuotedAllowed(string text) =>
        AllRunes(text, IsPrintable);

    /// <summary>Whether a literal block can carry the text unchanged.</summary>
    internal static bool IsLiteralAllowed(string text) =>
        text[^1] != ' '
        && !text.Contains(" \n", StringComparison.Ordinal)
        && AllRunes(text, value => value is '\n' or '\t' || IsPrintable(value));

    /// <summary>The text inside double quotes, with the quotes.</summary>
    internal static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Escape(rune));
        }

        return quoted.Append('"').ToString();
    }

    private static bool AllRunes(string text, Predicate<int> matches)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!matches(rune.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasBlockIndicator(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if ((text[index] == ':' && IsBlankAt(text, index + 1))
                || (text[index] == '#' && index > 0 && text[index - 1] == ' '))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBlankAt(string text, int index) =>
        index >= text.Length || text[index] is ' ' or '\t' or '\n' or '\r';

    private static bool IsPrintable(int value) =>
        value is (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD)
        && value is not (0xFEFF or 0x2028 or 0x2029);

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        27 => "\\e",
        0x85 => "\\N",
        0x2028 => "\\L",
        0x2029 => "\\P",
        var value when IsPrintable(value) => rune.ToString(),
        <= 0xFF => $"\\x{rune.Value:X2}",
        <= 0xFFFF => $"\\u{rune.Value:X4}",
        _ => $"\\U{rune.Value:X8}",
    };

    [GeneratedRegex(@"^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)\z")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex FloatPattern();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z")]
    private static partial Regex SexagesimalPattern();

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
        + @"([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]*)?(Z|[-+][0-9]{1,2}:[0-9]{2})?)?\z")]
    private static partial Regex DatePattern();
}
