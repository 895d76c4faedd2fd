using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Finds what is not zero, in blocks of 4 KiB; gaps shorter than 64 KiB do not split a run.</summary>
/// <remarks>Bytes are passed in ascending order; what is left out counts as zero.</remarks>
internal sealed class PayloadRuns
{
    private const int BlockBytes = 4096;
    private const int MinGapBytes = 65536;

    private readonly List<BlockRun> runs = [];

    /// <summary>The runs in bytes: offset and length.</summary>
    internal IEnumerable<(long OffsetBytes, long LengthBytes)> InBytes(long totalBytes) => runs.Select(run =>
        (run.FirstBlock * BlockBytes, Math.Min(run.BlockCount * BlockBytes, totalBytes - (run.FirstBlock * BlockBytes))));

    /// <summary>Whether any byte of the block-aligned <paramref name="chunk"/> is worth keeping; remembers which.</summary>
    internal bool Add(long offsetBytes, ReadOnlySpan<byte> chunk)
    {
        if (!chunk.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        // The chunk need not start at a block border: its first bytes may complete a block that is known already.
        for (var position = 0; position < chunk.Length;)
        {
            var block = (offsetBytes + position) / BlockBytes;
            var count = (int)Math.Min(((block + 1) * BlockBytes) - offsetBytes - position, chunk.Length - position);
            if (chunk.Slice(position, count).ContainsAnyExcept((byte)0))
            {
                Extend(block);
            }

            position += count;
        }

        return true;
    }

    private void Extend(long block)
    {
        if (runs.Count > 0 && block - runs[^1].EndBlock < MinGapBytes / BlockBytes)
        {
            runs[^1] = runs[^1] with { BlockCount = Math.Max(block + 1, runs[^1].EndBlock) - runs[^1].FirstBlock };
        }
        else
        {
            runs.Add(new BlockRun(block, 1));
        }
    }
}
