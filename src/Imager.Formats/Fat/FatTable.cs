using System.Buffers.Binary;

namespace Imager.Formats.Fat;

/// <summary>The used head of a file allocation table: runs of clusters, handed out in ascending order.</summary>
/// <remarks>FAT specification 1.03, section 4. Entry 0 is the media byte below ones, entry 1 all ones: a clean volume.</remarks>
internal sealed class FatTable(FatGeometry geometry)
{
    private readonly List<(uint First, uint Count)> runs = [];

    /// <summary>The first cluster nobody has taken.</summary>
    internal uint NextFree { get; private set; } = 2;

    /// <summary>Takes as many clusters as the bytes need, one behind the other; 0 for no bytes.</summary>
    internal uint Allocate(long lengthBytes)
    {
        var count = ClustersFor(lengthBytes, geometry.ClusterBytes);
        if (count == 0)
        {
            return 0;
        }

        var first = NextFree;
        NextFree += (uint)count;
        runs.Add((first, (uint)count));
        return first;
    }

    internal static long ClustersFor(long lengthBytes, int clusterBytes) => (lengthBytes + clusterBytes - 1) / clusterBytes;

    /// <summary>The table up to the last taken cluster; the rest is zero, which means free.</summary>
    internal byte[] ToBytes()
    {
        var table = new byte[((NextFree * geometry.EntryBits) + 7) / 8];
        foreach (var (cluster, value) in Entries())
        {
            WriteEntry(table, (int)cluster, value);
        }

        return table;
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
