using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Imager.Formats.Pe;

namespace Imager.Formats.Efi;

/// <summary>What systemd's EFI programs say about themselves in their <c>.sdmagic</c> section.</summary>
/// <remarks>
/// <c>#### LoaderInfo: systemd-stub 257.13-1~deb13u1 ####</c>. <c>Program</c>: <c>systemd-stub</c> or <c>systemd-boot</c>.
/// <c>Version</c>: the whole text; <c>MajorVersion</c>: its first number.
/// </remarks>
public sealed partial record LoaderInfo(string Program, string Version, int MajorVersion)
{
    private const int MaxBytes = 4096;

    /// <summary>Reads the section, or returns null when there is none or it says something else.</summary>
    public static LoaderInfo? TryRead(PeImage program)
    {
        if (program.Find(".sdmagic") is not { ContentBytes: <= MaxBytes } section)
        {
            return null;
        }

        var match = Pattern().Match(Encoding.Latin1.GetString(program.Open(section).ToArray()));
        return match.Success
            ? new(
                match.Groups[1].Value,
                match.Groups[2].Value,
                int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture))
            : null;
    }

    [GeneratedRegex("LoaderInfo: ([a-z-]+) (([0-9]{1,6})[^ ]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
