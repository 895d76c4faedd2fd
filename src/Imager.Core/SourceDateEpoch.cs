using System.Globalization;

namespace Imager.Core;

/// <summary>The one clock of a build: seconds since 1970-01-01 UTC, read once in <c>Main</c>.</summary>
/// <remarks>https://reproducible-builds.org/specs/source-date-epoch/. There is no fallback to the present time.</remarks>
public readonly record struct SourceDateEpoch(long Seconds)
{
    /// <summary>Used when SOURCE_DATE_EPOCH is not set: 2025-10-09 08:53:20 UTC, a round number, the same on every machine.</summary>
    public static SourceDateEpoch Default => new(1_760_000_000);

    /// <summary>The largest value that every format we write can carry (FAT ends in 2107, ISO 9660 in 2155).</summary>
    private const long MaxSeconds = 4_294_967_295;

    /// <summary>The same instant as a date.</summary>
    public DateTimeOffset Utc => DateTimeOffset.FromUnixTimeSeconds(Seconds);

    /// <summary>Reads the value of the SOURCE_DATE_EPOCH environment variable; null or empty gives <see cref="Default"/>.</summary>
    /// <exception cref="InvalidInputException">The text is not a whole number from 0 to 4294967295.</exception>
    public static SourceDateEpoch Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Default;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds
            ? new SourceDateEpoch(seconds)
            : throw new InvalidInputException(
                "IMG2003",
                $"SOURCE_DATE_EPOCH=\"{text}\" is not a whole number of seconds from 0 to {MaxSeconds}. "
                + "Set it to, for example, $(git log -1 --format=%ct), or unset it.");
    }
}
