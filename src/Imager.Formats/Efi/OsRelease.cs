using System.Text;
using Imager.Core;

namespace Imager.Formats.Efi;

/// <summary>The os-release text of a UKI's <c>.osrel</c> section; boot loaders show its name and sort by its version.</summary>
/// <remarks>os-release(5). The defaults are what the Talos imager writes.</remarks>
public sealed record OsRelease
{
    /// <summary>The product, for example <c>Talos</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version as given, for example <c>v1.10.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>HOME_URL.</summary>
    public string HomeUrl { get; init; } = "https://www.talos.dev/";

    /// <summary>BUG_REPORT_URL.</summary>
    public string BugReportUrl { get; init; } = "https://github.com/siderolabs/talos/issues";

    /// <summary>VENDOR_NAME.</summary>
    public string VendorName { get; init; } = "Sidero Labs";

    /// <summary>VENDOR_URL.</summary>
    public string VendorUrl { get; init; } = "https://www.siderolabs.com/";

    /// <summary>Eight lines, each ended by LF. ID is the name in lower case with <c>_</c> for spaces.</summary>
    /// <exception cref="InvalidInputException">A value contains a control character.</exception>
    public string ToText() =>
        $"NAME={Quoted(Name)}\n"
        + $"ID={Plain(Name.ToLowerInvariant().Replace(' ', '_'))}\n"
        + $"VERSION_ID={Plain(Version)}\n"
        + $"PRETTY_NAME={Quoted($"{Name} ({Version})")}\n"
        + $"HOME_URL={Quoted(HomeUrl)}\n"
        + $"BUG_REPORT_URL={Quoted(BugReportUrl)}\n"
        + $"VENDOR_NAME={Quoted(VendorName)}\n"
        + $"VENDOR_URL={Quoted(VendorUrl)}\n";

    /// <summary>The value of a key in an os-release text, unquoted; null when the text has no such key.</summary>
    public static string? ValueOf(string text, string key)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(key + "=", StringComparison.Ordinal));
        var value = line?[(key.Length + 1)..].Trim();
        return value is ['"' or '\'', .., '"' or '\''] ? Unescape(value[1..^1]) : value;
    }

    private static string Plain(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || "._-+~^".Contains(c, StringComparison.Ordinal)) ? value : Quoted(value);

    private static string Quoted(string value)
    {
        if (value.Any(char.IsControl))
        {
            throw new InvalidInputException("IMG2242", $"os-release: \"{value}\" contains a control character.");
        }

        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            quoted.Append(c is '"' or '$' or '\\' or '`' ? "\\" : string.Empty).Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static string Unescape(string value)
    {
        var plain = new StringBuilder();
        for (var index = 0; index < value.Length; index++)
        {
            index += value[index] == '\\' && index + 1 < value.Length ? 1 : 0;
            plain.Append(value[index]);
        }

        return plain.ToString();
    }
}
