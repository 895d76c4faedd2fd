using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Imager.Profiles;

/// <summary>
/// The OS version an image is made for; decides defaults, arguments and layouts through <see cref="VersionGates"/>.
/// </summary>
/// <remarks>
/// The text is kept verbatim (it is inserted into image references). A leading <c>v</c> and missing minor or patch
/// numbers are
/// accepted. Text that is no version counts as "latest", as in the Talos imager; <see cref="IsKnown"/> tells the two
/// apart.
/// </remarks>
public sealed record TargetVersion
{
    private TargetVersion(string text, (int Major, int Minor, int Patch)? number, bool isPreRelease, VersionRule rule)
    {
        Text = text;
        Number = number;
        IsPreRelease = isPreRelease;
        Rule = rule;
    }

    /// <summary>Used when a profile names none: 1.15.0.</summary>
    public static TargetVersion Default { get; } = Parse("1.15.0");

    /// <summary>The newest release line whose rules this program carries, as <c>major.minor</c>.</summary>
    public static (int Major, int Minor) NewestKnownLine => (1, 15);

    /// <summary>The oldest release line whose rules this program carries, as <c>major.minor</c>.</summary>
    public static (int Major, int Minor) OldestKnownLine => (1, 6);

    /// <summary>The text as it was given, with or without the leading <c>v</c>.</summary>
    public string Text { get; }

    /// <summary>Whether the text is a version; false means "latest".</summary>
    [MemberNotNullWhen(true, nameof(Number))]
    public bool IsKnown => Number is not null;

    /// <summary>Whether the version carries a pre-release part such as <c>-alpha.1</c>.</summary>
    public bool IsPreRelease { get; }

    /// <summary>How the pre-release part is compared.</summary>
    public VersionRule Rule { get; }

    /// <summary>The three numbers; null when the text is no version.</summary>
    public (int Major, int Minor, int Patch)? Number { get; }

    /// <summary>Reads a version; never fails, because text that is no version means "latest".</summary>
    /// <remarks>
    /// Semantic Versioning 2.0.0 plus: surrounding blanks, a leading <c>v</c>, leading zeros, missing minor and patch.
    /// </remarks>
    public static TargetVersion Parse(string? text, VersionRule rule = VersionRule.ReleaseOnly)
    {
        var given = text ?? string.Empty;
        return TryReadNumber(given, out var number, out var isPreRelease)
            ? new TargetVersion(given, number, isPreRelease, rule)
            : new TargetVersion(given, null, false, rule);
    }

    /// <summary>Whether this version is at least the given one; null when the text is no version.</summary>
    public bool? IsAtLeast(int major, int minor, int patch = 0)
    {
        if (Number is not { } number)
        {
            return null;
        }

        var order = number.Major != major ? number.Major - major
            : number.Minor != minor ? number.Minor - minor
            : number.Patch - patch;
        return order > 0 || (order == 0 && !(IsPreRelease && Rule == VersionRule.KeepPreRelease));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool TryReadNumber(string text, out (int Major, int Minor, int Patch) number, out bool isPreRelease)
    {
        number = default;
        isPreRelease = false;
        var trimmed = text.Trim();
        var bare = trimmed.StartsWith('v') ? trimmed[1..] : trimmed;
        var (withoutBuild, build) = Cut(bare, '+');
        var (core, preRelease) = Cut(withoutBuild, '-');
        isPreRelease = preRelease is not null;
        var parts = core.Split('.');
        if (parts.Length > 3
            || (parts.Length < 3 && (preRelease ?? build) is not null)
            || !AreIdentifiers(preRelease, allowLeadingZeros: false)
            || !AreIdentifiers(build, allowLeadingZeros: true))
        {
            return false;
        }

        var values = new int[3];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out values[index]))
            {
                return false;
            }
        }

        number = (values[0], values[1], values[2]);
        return true;
    }

    private static (string Head, string? Tail) Cut(string text, char separator)
    {
        var index = text.IndexOf(separator, StringComparison.Ordinal);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }

    private static bool AreIdentifiers(string? text, bool allowLeadingZeros) =>
        text is null || text.Split('.').All(part => IsIdentifier(part, allowLeadingZeros));

    private static bool IsIdentifier(string part, bool allowLeadingZeros) =>
        part.Length > 0
        && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && (allowLeadingZeros || part.Length == 1 || part[0] != '0' || !part.All(char.IsAsciiDigit));
}
