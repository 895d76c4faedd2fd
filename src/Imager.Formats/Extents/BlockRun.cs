namespace Imager.Formats.Extents;

/// <summary>Consecutive blocks of some fixed size that hold payload: clusters, grains, VHD blocks.</summary>
public readonly record struct BlockRun(long FirstBlock, long BlockCount)
{
    /// <summary>The first block behind the run.</summary>
    public long EndBlock => FirstBlock + BlockCount;
}
