using System.Globalization;
using System.Text;

namespace Imager.Inspect;

/// <summary>Makes text that came out of an image safe to print: nothing in it can steer a terminal or break JSON.</summary>
internal static class PlainText
{
    /// <summary>Control and format characters (but tab and LF) and broken surrogates become U+FFFD; CR LF becomes LF.</summary>
    internal static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            var isHarmless = rune.Value is '\n' or '\t' || Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator);
            plain.Append(isHarmless ? rune.ToString() : "\uFFFD");
        }

        return plain.ToString();
    }

    /// <summary>For names, which are one line: line breaks and tabs go, too.</summary>
    internal static string OfName(string text) => Of(text).Replace('\n', '\uFFFD').Replace('\t', '\uFFFD');

    /// <summary>The bytes as text when they are UTF-8 and printable, else null.</summary>
    internal static string? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return Of(text) is var plain && !plain.Contains('\uFFFD', StringComparison.Ordinal) ? plain : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
