using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Imager.Profiles.Network;

/// <summary>Reads IP addresses as strictly as the OS does.</summary>
/// <remarks>The runtime's parser also takes <c>10.1</c>, <c>010.0.0.1</c> (octal), <c>[::1]</c> and zones; here these are errors.</remarks>
internal static class IPText
{
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return (text.Contains(':') ? IsIPv6Alphabet(text) : IsDottedQuad(text))
            && IPAddress.TryParse(text, out address)
            && address.AddressFamily == (text.Contains(':') ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        var (parts, digits, value) = (1, 0, 0);
        foreach (var character in text)
        {
            if (character == '.' && digits > 0)
            {
                (parts, digits, value) = (parts + 1, 0, 0);
            }
            else if (!char.IsAsciiDigit(character) || (digits > 0 && value == 0))
            {
                return false;
            }
            else
            {
                (digits, value) = (digits + 1, (value * 10) + (character - '0'));
                if (value > 255)
                {
                    return false;
                }
            }
        }

        return parts == 4 && digits > 0;
    }

    private static bool IsIPv6Alphabet(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character) && character is not (':' or '.'))
            {
                return false;
            }
        }

        var lastColon = text.LastIndexOf(':');
        return !text.Contains('.') || IsDottedQuad(text[(lastColon + 1)..]);
    }
}
