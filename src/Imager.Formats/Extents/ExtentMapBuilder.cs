namespace Imager.Formats.Extents;

/// <summary>Collects extents in any order and checks them once, in <see cref="Build"/>.</summary>
public sealed class ExtentMapBuilder
{
    private readonly List<Extent> extents = [];

    /// <summary>Places the whole of <paramref name="source"/> at <paramref name="offsetBytes"/>.</summary>
    public void Add(long offsetBytes, ByteSource source) => Add(offsetBytes, source, 0, source.LengthBytes);

    /// <summary>Places bytes held in memory.</summary>
    public void Add(long offsetBytes, ReadOnlyMemory<byte> bytes) => Add(offsetBytes, new MemorySource(bytes));

    /// <summary>Places another map; its holes stay holes.</summary>
    public void Add(long offsetBytes, ExtentMap map) => Add(offsetBytes, map.AsSource());

    /// <summary>Places a range of a source. Empty ranges are ignored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An offset is negative or the range leaves the source.</exception>
    public void Add(long offsetBytes, ByteSource source, long sourceOffsetBytes, long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(sourceOffsetBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(checked(sourceOffsetBytes + lengthBytes), source.LengthBytes);
        if (lengthBytes > 0)
        {
            extents.Add(new Extent(offsetBytes, lengthBytes, source, sourceOffsetBytes));
        }
    }

    /// <summary>The map of <paramref name="lengthBytes"/> with everything added so far.</summary>
    /// <exception cref="InvalidOperationException">Two extents overlap, or one leaves the map: a bug in the caller.</exception>
    public ExtentMap Build(long lengthBytes)
    {
        var sorted = extents.OrderBy(extent => extent.OffsetBytes).ToArray();
        var position = 0L;
        foreach (var extent in sorted)
        {
            if (extent.OffsetBytes < position)
            {
                throw new InvalidOperationException(
                    $"extent at {extent.OffsetBytes} overlaps the one before it, which ends at {position}");
            }

            position = extent.EndBytes;
        }

        return position <= lengthBytes
            ? new ExtentMap(lengthBytes, sorted)
            : throw new InvalidOperationException($"extents end at {position}, behind the map's length {lengthBytes}");
    }
}
