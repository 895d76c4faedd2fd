using System.Globalization;
using System.Text;

namespace Imager.Profiles.Network.Reading;

/// <summary>Text as a YAML scalar: plain where every YAML 1.1 and 1.2 reader takes it for the same text, quoted otherwise.</summary>
internal static class YamlScalarText
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`";

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "=", "<<",
    };

    public static string Quote(string text)
    {
        if (text.Any(character => MustEscape(character) || char.IsSurrogate(character)))
        {
            return DoubleQuote(text);
        }

        return IsPlain(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    public static bool IsReserved(string text) => Reserved.Contains(text);

    private static bool MustEscape(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or '\ufeff';

    private static bool IsPlain(string text) =>
        text.Length > 0
        && !Indicators.Contains(text[0], StringComparison.Ordinal)
        && text[0] != ' ' && text[^1] is not (' ' or ':')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !IsReserved(text)
        && !LooksLikeNumber(text);

    /// <summary>Numbers in any base, with underscores, exponents, base 60, and dates; addresses are none of these.</summary>
    private static bool LooksLikeNumber(string text) =>
        (char.IsAsciiDigit(text[0]) || text[0] is '.' or '+')
        && text.Count(character => character == '.') <= 1
        && !text.Contains("::", StringComparison.Ordinal)
        && text.All(character => char.IsAsciiHexDigit(character) || character is '.' or '_' or '+' or '-' or 'x' or 'o' or ':');

    private static string DoubleQuote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ when MustEscape(character) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
