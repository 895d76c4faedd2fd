using System.Buffers.Binary;

namespace Imager.Formats.Fat;

/// <summary>The used parts of a file allocation table: runs of clusters, handed out in ascending order.</summary>
/// <remarks>FAT specification 1.03, section 4. Entry 0 is the media byte below ones, entry 1 all ones: a clean volume.</remarks>
internal sealed class FatTable(FatGeometry geometry)
{
    private readonly List<(uint First, uint Count)> runs = [];

    private uint next = 2;
    private uint gapStart;
    private uint gapCount;

    /// <summary>The first cluster nobody has taken.</summary>
    internal uint NextFree => gapCount > 0 ? gapStart : next;

    /// <summary>How many clusters nobody has taken.</summary>
    internal uint FreeCount => (uint)(geometry.ClusterCount - runs.Sum(run => (long)run.Count));

    /// <summary>Leaves clusters free so that exactly <paramref name="clusters"/> more fit behind them.</summary>
    internal void SkipToLast(long clusters)
    {
        gapStart = next;
        gapCount = checked((uint)(geometry.ClusterCount + 2 - clusters - next));
        next += gapCount;
    }

    /// <summary>Takes as many clusters as the bytes need, one behind the other; 0 for no bytes.</summary>
    internal uint Allocate(long lengthBytes)
    {
        var count = ClustersFor(lengthBytes, geometry.ClusterBytes);
        if (count == 0)
        {
            return 0;
        }

        var first = next;
        next += (uint)count;
        runs.Add((first, (uint)count));
        return first;
    }

    internal static long ClustersFor(long lengthBytes, int clusterBytes) => (lengthBytes + clusterBytes - 1) / clusterBytes;

    /// <summary>The parts of the table that are not zero, which means free; with their place in it.</summary>
    internal IReadOnlyList<(long OffsetBytes, byte[] Bytes)> ToParts()
    {
        var table = new byte[((next * (long)geometry.EntryBits) + 7) / 8];
        foreach (var (cluster, value) in Entries())
        {
            WriteEntry(table, (int)cluster, value);
        }

        if (gapCount == 0 || geometry.Type == FatType.Fat12)
        {
            return [(0, table)];
        }

        var entryBytes = geometry.EntryBits / 8;
        var (headEnd, tailStart) = ((int)gapStart * entryBytes, (int)(gapStart + gapCount) * entryBytes);
        return [(0, table[..headEnd]), (tailStart, table[tailStart..])];
    }

    private void WriteEntry(Span<byte> table, int cluster, uint value)
    {
        switch (geometry.Type)
        {
            case FatType.Fat12:
                var (place, shift) = (cluster * 3 / 2, (cluster & 1) * 4);
                table[place] |= (byte)(value << shift);
                table[place + 1] |= (byte)((value & 0xFFF) >> (8 - shift));
                break;
            case FatType.Fat16:
                BinaryPrimitives.WriteUInt16LittleEndian(table[(cluster * sizeof(ushort))..], (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(table[(cluster * sizeof(uint))..], value);
                break;
        }
    }

    private IEnumerable<(uint Cluster, uint Value)> Entries()
    {
        yield return (0, 0x0FFF_FFF8);
        yield return (1, 0x0FFF_FFFF);
        foreach (var (first, count) in runs)
        {
            for (var cluster = first; cluster < first + count; cluster++)
            {
                yield return (cluster, cluster == first + count - 1 ? 0x0FFF_FFFF : cluster + 1);
            }
        }
    }
}
