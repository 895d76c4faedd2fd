using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>How an image is compressed. The bytes depend on the format, level and window, never on the
/// threads.</summary>
public sealed record CompressionOptions
{
    /// <summary>The format.</summary>
    public required CompressionFormat Format { get; init; }

    /// <summary>Null for the default: zst 3 (1 to 19), xz 0 (0 to 9), gz 6 (1 to 9).</summary>
    /// <remarks>Memory stays below 200 MB except for zst above 12, which takes up to 350 MB.</remarks>
    public int? Level { get; init; }

    /// <summary>How many threads may compress, at least 1; fewer are used where their memory would exceed the
    /// budget.</summary>
    public required int Threads { get; init; }

    /// <summary>Zstandard only: how far back, as a power of two, a repetition may be found: 10 to 27, or 0 for the
    /// level's own reach.</summary>
    /// <remarks>
    /// 27 (128 MiB) is the most that <c>zstd -d</c> reads without an option. Memory follows the window, on both sides,
    /// so 26 is used unless the image is known (same source twice) to repeat itself farther apart.
    /// </remarks>
    public int LongWindowLog { get; init; } = 27;

    /// <summary>The level that is used.</summary>
    internal int EffectiveLevel => Level ?? Format switch
    {
        CompressionFormat.Zstandard => 3,
        CompressionFormat.Xz => 0,
        _ => 6,
    };

    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    internal void Verify()
    {
        var (minimum, maximum) = Format switch
        {
            CompressionFormat.Zstandard => (1, 19),
            CompressionFormat.Xz => (0, 9),
            _ => (1, 9),
        };
        Verify("level", EffectiveLevel, minimum, maximum);
        Verify("threads", Threads, 1, 1024);
        if (LongWindowLog != 0)
        {
            Verify("long window log", LongWindowLog, 10, 27);
        }
    }

    private void Verify(string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new InvalidInputException(
                "IMG2270", $"{Format} compression: {name} {value} is not between {minimum} and {maximum}.");
        }
    }
}
