using Imager.Core;

namespace Imager.Formats.Fat;

/// <summary>DOS date and time, as FAT stores them; we write and read UTC.</summary>
/// <remarks>
/// FAT specification 1.03, section 6: date = (year - 1980)·2^9 + month·2^5 + day; time = hour·2^11 + minute·2^5 +
/// second / 2.
/// </remarks>
internal readonly record struct FatTime(ushort Date, ushort Time)
{
    private const int FirstYear = 1980;

    internal static FatTime From(SourceDateEpoch epoch)
    {
        var utc = epoch.Utc;
        return utc.Year < FirstYear
            ? new((1 << 5) | 1, 0)
            : new(
                (ushort)(((utc.Year - FirstYear) << 9) | (utc.Month << 5) | utc.Day),
                (ushort)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2)));
    }

    /// <summary>The same instant, or null when the stored bits are no date.</summary>
    internal DateTimeOffset? ToUtc()
    {
        var (year, month, day) = (FirstYear + (Date >> 9), (Date >> 5) & 0xF, Date & 0x1F);
        var (hour, minute, second) = (Time >> 11, (Time >> 5) & 0x3F, (Time & 0x1F) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : null;
    }
}
