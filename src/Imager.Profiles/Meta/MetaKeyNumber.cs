namespace Imager.Profiles.Meta;

/// <summary>The number forms of a META key: an unsigned 8-bit integer literal with automatic base.</summary>
/// <remarks>
/// <c>0x</c> hexadecimal, <c>0o</c> or a leading <c>0</c> octal, <c>0b</c> binary, else decimal; prefix letters in either
/// case; one <c>_</c> between two digits or between prefix and digit is ignored. No sign, no spaces.
/// </remarks>
internal static class MetaKeyNumber
{
    public static bool TryParse(ReadOnlySpan<char> text, out byte key)
    {
        key = 0;
        var (radix, prefixLength) = RadixOf(text);
        var digits = text[prefixLength..];
        if (text.IsEmpty || (digits.IsEmpty && prefixLength != 1))
        {
            return false;
        }

        // A prefix counts as a digit before the first underscore: 0x_a and 0_7 are fine, _7 is not.
        var afterDigit = prefixLength > 0;
        var value = 0;
        foreach (var character in digits)
        {
            if (character == '_')
            {
                if (!afterDigit)
                {
                    return false;
                }

                afterDigit = false;
                continue;
            }

            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : int.MaxValue;
            if (digit >= radix || (value = (value * radix) + digit) > byte.MaxValue)
            {
                return false;
            }

            afterDigit = true;
        }

        key = (byte)value;
        return afterDigit;
    }

    private static (int Radix, int PrefixLength) RadixOf(ReadOnlySpan<char> text)
    {
        if (text.Length == 0 || text[0] != '0')
        {
            return (10, 0);
        }

        return (text.Length >= 3 ? char.ToLowerInvariant(text[1]) : '\0') switch
        {
            'x' => (16, 2),
            'b' => (2, 2),
            'o' => (8, 2),
            _ => (8, 1),
        };
    }
}
