namespace Imager.Formats.Extents;

/// <summary>Sees a map as blocks of a fixed size, as every sparse disk format does.</summary>
public static class ExtentMapBlocks
{
    /// <summary>The blocks that any extent touches, as ascending runs that neither overlap nor adjoin. Reads nothing.</summary>
    public static IReadOnlyList<BlockRun> TouchedBlocks(this ExtentMap map, long blockBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockBytes);
        var runs = new List<BlockRun>();
        foreach (var extent in map.Flatten())
        {
            var first = extent.OffsetBytes / blockBytes;
            var end = ((extent.EndBytes - 1) / blockBytes) + 1;
            if (runs.Count > 0 && runs[^1].EndBlock >= first)
            {
                runs[^1] = runs[^1] with { BlockCount = Math.Max(end, runs[^1].EndBlock) - runs[^1].FirstBlock };
            }
            else
            {
                runs.Add(new BlockRun(first, end - first));
            }
        }

        return runs;
    }

    /// <summary>How many blocks the runs hold.</summary>
    public static long TotalBlocks(this IEnumerable<BlockRun> runs) => runs.Sum(run => run.BlockCount);
}
