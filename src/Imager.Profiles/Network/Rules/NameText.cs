using System.Globalization;

namespace Imager.Profiles.Network.Rules;

/// <summary>The text forms that several rules check: DNS names, <c>host:port</c>, durations.</summary>
internal static class NameText
{
    private const int MaxLabelLength = 63;
    private const int MaxNameLength = 253;
    private static readonly string[] DurationUnits = ["ns", "us", "µs", "ms", "s", "m", "h"];

    /// <summary>Null for a name as in RFC 1123, else a sentence that says what is wrong.</summary>
    public static string? WhyNoDnsName(string name)
    {
        if (name.Length > MaxNameLength)
        {
            return $"it has {name.Length} characters, {MaxNameLength} are allowed.";
        }

        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabelLength)
            {
                return label.Length == 0
                    ? "there is nothing between two dots, or at an end."
                    : $"\"{label[..8]}...\" has {label.Length} characters, {MaxLabelLength} are allowed between dots.";
            }

            foreach (var character in label)
            {
                if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                {
                    return $"\"{character}\" is not allowed, only letters, digits, \"-\" and dots.";
                }
            }

            if (label.StartsWith('-') || label.EndsWith('-'))
            {
                return "a part starts or ends with \"-\".";
            }
        }

        return null;
    }

    public static bool IsHost(string text) => IPText.TryParse(text, out _) || WhyNoDnsName(text) is null && !LooksNumeric(text);

    /// <summary>A host, or the PTP device that newer versions of the OS accept.</summary>
    public static bool IsTimeServer(string text) => IsHost(text) || text.StartsWith("/dev/ptp", StringComparison.Ordinal);

    public static bool IsEndpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return false;
        }

        var host = text[..colon];
        return host.StartsWith('[') && host.EndsWith(']')
            ? host.Contains(':', StringComparison.Ordinal) && IPText.TryParse(host.AsSpan(1, host.Length - 2), out _)
            : !host.Contains(':', StringComparison.Ordinal) && IsHost(host);
    }

    /// <summary>A duration as Go writes it, <c>1m30s</c>, or a bare number of nanoseconds.</summary>
    public static bool IsDuration(string text)
    {
        var rest = text.AsSpan();
        if (text.All(char.IsAsciiDigit))
        {
            return text.Length > 0;
        }

        while (!rest.IsEmpty)
        {
            var number = LeadingLength(rest, character => char.IsAsciiDigit(character) || character == '.');
            var unit = LeadingLength(rest[number..], character => char.IsLetter(character));
            if (number == 0 || rest[..number].Count('.') > 1 || !DurationUnits.Contains(rest.Slice(number, unit).ToString()))
            {
                return false;
            }

            rest = rest[(number + unit)..];
        }

        return true;
    }

    /// <summary>All digits and dots, yet no IP address: a typing mistake, not a name.</summary>
    private static bool LooksNumeric(string text) => text.All(character => char.IsAsciiDigit(character) || character == '.');

    private static int LeadingLength(ReadOnlySpan<char> text, Func<char, bool> matches)
    {
        var length = 0;
        while (length < text.Length && matches(text[length]))
        {
            length++;
        }

        return length;
    }
}
