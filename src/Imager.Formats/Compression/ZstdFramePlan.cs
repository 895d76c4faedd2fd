using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Decides which holes end a frame, from the map alone.</summary>
/// <remarks>
/// Repetitions are found only inside a frame and only within the window. A hole costs nothing as a frame of its own and
/// about a millisecond per MiB inside one, so a hole of <see cref="ShortestHoleBytes"/> or more splits, unless bytes
/// behind it are known (same source) to repeat bytes before it within the window: the second kernel and initramfs of a
/// dual-boot disk.
/// </remarks>
internal static class ZstdFramePlan
{
    internal const long ShortestHoleBytes = 4 << 20;

    /// <summary>A repetition shorter than this is not worth feeding a hole.</summary>
    private const long ShortestRepetitionBytes = 1 << 20;

    private const int UsualWindowLog = 26;

    /// <summary>The window to use: the usual one, or the full one when a known repetition is farther apart than
    /// that.</summary>
    internal static int WindowLog(ExtentMap image, int maximumLog)
    {
        var reaches = Repetitions(image, 1L << maximumLog).Exists(bridge => bridge.DistanceBytes >= 1L << UsualWindowLog);
        return reaches ? maximumLog : Math.Min(maximumLog, UsualWindowLog);
    }

    internal static List<ImageRun> Plan(ExtentMap image, int windowLog)
    {
        var bridges = Repetitions(image, 1L << windowLog);
        var plan = new List<ImageRun>();
        foreach (var run in ImageRun.Cut(image, ShortestHoleBytes))
        {
            var inside = run.IsHole && bridges.Exists(bridge => bridge.From < run.OffsetBytes && run.EndBytes <= bridge.To);
            var joins = plan.Count > 0 && !plan[^1].IsHole && (inside || !run.IsHole);
            if (joins)
            {
                plan[^1] = plan[^1] with { LengthBytes = plan[^1].LengthBytes + run.LengthBytes };
            }
            else
            {
                plan.Add(run);
            }
        }

        return plan;
    }

    /// <summary>Address ranges, from the end of the first copy to the start of the second, that one frame should
    /// span.</summary>
    private static List<(long From, long To, long DistanceBytes)> Repetitions(ExtentMap image, long windowBytes)
    {
        var bridges = new List<(long From, long To, long DistanceBytes)>();
        var bySource = image.Flatten()
            .Where(extent => extent.LengthBytes >= ShortestRepetitionBytes)
            .GroupBy(extent => extent.Source, SourceIdentity.Comparer);
        foreach (var extents in bySource)
        {
            Extent? previous = null;
            var ordered = extents.OrderBy(extent => extent.SourceOffsetBytes).ThenBy(extent => extent.OffsetBytes);
            foreach (var extent in ordered)
            {
                var repeats = previous is not null && SourceEnd(previous) - extent.SourceOffsetBytes >= ShortestRepetitionBytes;
                var distance = previous is null ? 0 : Math.Abs(Shift(extent) - Shift(previous));
                if (repeats && distance < windowBytes)
                {
                    var (first, second) = previous!.OffsetBytes < extent.OffsetBytes ? (previous, extent) : (extent, previous);
                    bridges.Add((first.OffsetBytes, second.OffsetBytes, distance));
                }

                previous = extent;
            }
        }

        return bridges;
    }

    private static long Shift(Extent extent) => extent.OffsetBytes - extent.SourceOffsetBytes;

    private static long SourceEnd(Extent extent) => extent.SourceOffsetBytes + extent.LengthBytes;
}
