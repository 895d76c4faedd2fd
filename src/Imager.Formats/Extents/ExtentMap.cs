namespace Imager.Formats.Extents;

/// <summary>An address space described by extents; what lies between them is a hole: zero, and free.</summary>
/// <remarks>
/// Extents are ascending, do not overlap and lie inside <see cref="LengthBytes"/>. Maps nest through
/// <see cref="ExtentMapSource"/>; <see cref="Flatten"/> resolves the nesting for the one place that writes bytes.
/// Build one with <see cref="ExtentMapBuilder"/>.
/// </remarks>
public sealed class ExtentMap
{
    private readonly Extent[] extents;

    internal ExtentMap(long lengthBytes, Extent[] extents)
    {
        LengthBytes = lengthBytes;
        this.extents = extents;
    }

    /// <summary>Size of the address space, holes included.</summary>
    public long LengthBytes { get; }

    /// <summary>Ascending, not overlapping.</summary>
    public IReadOnlyList<Extent> Extents => extents;

    /// <summary>How many bytes are not holes, nested maps resolved.</summary>
    public long PayloadBytes => Flatten().Sum(extent => extent.LengthBytes);

    /// <summary>A map that is exactly one source.</summary>
    public static ExtentMap FromSource(ByteSource source)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, source);
        return builder.Build(source.LengthBytes);
    }

    /// <summary>This map as a source, so that another map can point into it.</summary>
    public ByteSource AsSource() => new ExtentMapSource(this);

    /// <summary>The same bytes as leaf extents: no source is itself a map; holes of inner maps stay holes.</summary>
    public IEnumerable<Extent> Flatten() => FlattenRange(0, LengthBytes, 0);

    /// <summary>Fills <paramref name="destination"/> with the bytes from <paramref name="offsetBytes"/> on, holes as zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the map.</exception>
    public void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offsetBytes + destination.Length, LengthBytes);
        var position = offsetBytes;
        var end = offsetBytes + destination.Length;
        for (var index = FirstExtentEndingAfter(offsetBytes); index < extents.Length && position < end; index++)
        {
            var extent = extents[index];
            if (extent.OffsetBytes >= end)
            {
                break;
            }

            if (extent.OffsetBytes > position)
            {
                destination.Slice((int)(position - offsetBytes), (int)(extent.OffsetBytes - position)).Clear();
                position = extent.OffsetBytes;
            }

            var count = Math.Min(extent.EndBytes, end) - position;
            extent.Source.ReadExactly(
                extent.SourceOffsetBytes + (position - extent.OffsetBytes),
                destination.Slice((int)(position - offsetBytes), (int)count));
            position += count;
        }

        destination[(int)(position - offsetBytes)..].Clear();
    }

    private IEnumerable<Extent> FlattenRange(long from, long to, long shift)
    {
        for (var index = FirstExtentEndingAfter(from); index < extents.Length; index++)
        {
            var extent = extents[index];
            if (extent.OffsetBytes >= to)
            {
                yield break;
            }

            var start = Math.Max(from, extent.OffsetBytes);
            var end = Math.Min(to, extent.EndBytes);
            var sourceStart = extent.SourceOffsetBytes + (start - extent.OffsetBytes);
            if (extent.Source is ExtentMapSource nested)
            {
                foreach (var leaf in nested.Map.FlattenRange(sourceStart, sourceStart + (end - start), shift + start - sourceStart))
                {
                    yield return leaf;
                }
            }
            else
            {
                yield return new Extent(start + shift, end - start, extent.Source, sourceStart);
            }
        }
    }

    private int FirstExtentEndingAfter(long offsetBytes)
    {
        var (low, high) = (0, extents.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (extents[middle].EndBytes <= offsetBytes)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
