namespace Imager.Formats.Xfs;

/// <summary>Hands out blocks in ascending order, AG after AG, so that files are contiguous and the free space simple.</summary>
/// <remarks>
/// 1/64 of every AG stays free: a kernel that mounts the file system for writing reserves up to 0.7 % of each AG for the
/// growth of its reference count and free inode trees, and complains when it cannot.
/// </remarks>
internal sealed class XfsBlockAllocator
{
    private readonly uint[] next;
    private readonly uint[] limit;
    private uint current;

    /// <summary>Starts behind the fixed structures; <paramref name="firstFree"/> says where, by AG.</summary>
    public XfsBlockAllocator(XfsGeometry geometry, Func<uint, uint> firstFree)
    {
        var groups = Enumerable.Range(0, (int)geometry.AgCount).Select(ag => (uint)ag).ToList();
        next = [.. groups.Select(firstFree)];
        limit = [.. groups.Select(ag => Math.Max(next[ag], geometry.BlocksIn(ag) - (geometry.BlocksIn(ag) / 64)))];
    }

    /// <summary>How many blocks can still be handed out.</summary>
    public long AvailableBlocks => next.Zip(limit, (from, to) => (long)to - from).Sum();

    /// <summary>The first block of an AG that was never handed out.</summary>
    public uint NextBlock(uint ag) => next[ag];

    /// <summary>Takes <paramref name="blocks"/> blocks: one range, or several where an AG ends or a range would be too long.</summary>
    /// <exception cref="InvalidOperationException">More than <see cref="AvailableBlocks"/>: the caller did not check.</exception>
    public IReadOnlyList<XfsBlockRange> Allocate(long blocks)
    {
        var ranges = new List<XfsBlockRange>();
        while (blocks > 0)
        {
            if (next[current] == limit[current])
            {
                current = current + 1 < next.Length ? current + 1 : throw new InvalidOperationException("XFS: out of blocks");
                continue;
            }

            var count = (uint)Math.Min(Math.Min(blocks, limit[current] - next[current]), XfsGeometry.MaxExtentBlocks);
            ranges.Add(new XfsBlockRange(current, next[current], count));
            next[current] += count;
            blocks -= count;
        }

        return ranges;
    }
}
