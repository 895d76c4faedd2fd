using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Imager.Profiles.Network;

/// <summary>Reads IP addresses as strictly as the OS does.</summary>
/// <remarks>
/// The runtime's parser also takes <c>10.1</c>, <c>010.0.0.1</c> (octal), <c>[::1]</c> and zones; here these are errors.
/// </remarks>
internal static class IPText
{
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return (text.Contains(':') ? IsIPv6Alphabet(text) : IsDottedQuad(text))
            && IPAddress.TryParse(text, out address)
            && address.AddressFamily == (text.Contains(':') ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
    }

    /// <summary>The canonical text of RFC 5952.</summary>
    /// <remarks>The runtime writes <c>::1:0</c> as <c>::0.1.0.0</c>; only IPv4-mapped addresses are to have that form.</remarks>
    public static string Format(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"::ffff:{address.MapToIPv4()}";
        }

        var bytes = address.GetAddressBytes();
        var groups = Enumerable.Range(0, 8).Select(i => (bytes[i * 2] << 8) | bytes[(i * 2) + 1]).ToArray();
        var (start, length) = LongestZeroRun(groups);
        var before = string.Join(':', groups.Take(start).Select(group => $"{group:x}"));
        var after = string.Join(':', groups.Skip(start + length).Select(group => $"{group:x}"));
        return length > 0 ? $"{before}::{after}" : before;
    }

    /// <summary>The first of the longest runs of two or more zero groups; none is (8, 0).</summary>
    private static (int Start, int Length) LongestZeroRun(int[] groups)
    {
        var best = (Start: groups.Length, Length: 0);
        for (var start = 0; start < groups.Length; start++)
        {
            var length = groups.Skip(start).TakeWhile(group => group == 0).Count();
            if (length > Math.Max(best.Length, 1))
            {
                best = (start, length);
            }
        }

        return best;
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
