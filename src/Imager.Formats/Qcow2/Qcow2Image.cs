using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Qcow2;

/// <summary>Describes a raw disk as a qcow2 version 3 image, itself an extent map: the payload is pointed at, not copied.</summary>
/// <remarks>
/// Clusters that no extent touches are absent. Order in the file: header, refcount table, refcount blocks, L1, L2 tables, data.
/// Tables are computed when they are read, so memory does not grow with the payload.
/// </remarks>
public static class Qcow2Image
{
    private const ulong Copied = 1UL << 63;
    private const int SectorBytes = 512;

    /// <summary>The qcow2 image of <paramref name="disk"/>.</summary>
    /// <exception cref="InvalidInputException">The cluster size is impossible, or the disk is no whole number of sectors.</exception>
    public static ExtentMap Create(ExtentMap disk, Qcow2Options? options = null)
    {
        var clusterBytes = (options ?? new Qcow2Options()).ClusterBytes;
        if (!Qcow2Header.IsClusterSize(clusterBytes) || disk.LengthBytes % SectorBytes != 0)
        {
            throw new InvalidInputException(
                "IMG2340",
                $"qcow2: cluster size {clusterBytes} must be a power of two from 512 to 2097152, and the disk's {disk.LengthBytes} bytes "
                + "a multiple of 512.");
        }

        return new Layout(disk, clusterBytes).Build();
    }

    /// <summary>Where every structure lies, in clusters of the file.</summary>
    private sealed class Layout
    {
        private readonly ExtentMap disk;
        private readonly int clusterBytes;
        private readonly int entriesPerTable;
        private readonly IReadOnlyList<BlockRun> runs;
        private readonly long[] firstDataCluster;   // of each run, counted from the first data cluster
        private readonly long[] l1Indexes;          // which L1 entries have a table
        private readonly long l1Entries, l1Clusters, refcountTableClusters, refcountBlocks, totalClusters;

        public Layout(ExtentMap disk, int clusterBytes)
        {
            (this.disk, this.clusterBytes, entriesPerTable) = (disk, clusterBytes, clusterBytes / 8);
            runs = disk.TouchedBlocks(clusterBytes);
            firstDataCluster = new long[runs.Count];
            for (var index = 1; index < runs.Count; index++)
            {
                firstDataCluster[index] = firstDataCluster[index - 1] + runs[index - 1].BlockCount;
            }

            l1Indexes = [.. runs.SelectMany(TablesOf).Distinct()];
            l1Entries = CeilingDivide(CeilingDivide(disk.LengthBytes, clusterBytes), entriesPerTable);
            l1Clusters = Math.Max(1, CeilingDivide(l1Entries * 8, clusterBytes));
            var others = 1 + l1Clusters + l1Indexes.Length + runs.TotalBlocks();
            (refcountTableClusters, refcountBlocks) = (1, 1);
            while (true)
            {
                // The refcount structures count themselves; a few rounds reach the fixed point.
                totalClusters = others + refcountTableClusters + refcountBlocks;
                var blocks = CeilingDivide(totalClusters, clusterBytes / 2);
                var table = CeilingDivide(blocks * 8, clusterBytes);
                if (blocks == refcountBlocks && table == refcountTableClusters)
                {
                    break;
                }

                (refcountBlocks, refcountTableClusters) = (blocks, table);
            }
        }

        private long RefcountBlock0 => 1 + refcountTableClusters;

        private long L1Table => RefcountBlock0 + refcountBlocks;

        private long L2Table0 => L1Table + l1Clusters;

        private long Data0 => L2Table0 + l1Indexes.Length;

        public ExtentMap Build()
        {
            var map = new ExtentMapBuilder();
            var header = new Qcow2Header(
                int.Log2(clusterBytes), disk.LengthBytes, (int)l1Entries, Offset(L1Table), Offset(1), (int)refcountTableClusters);
            map.Add(0, header.Write());
            map.Add(Offset(1), new ComputedTable(refcountBlocks, 8, (first, entries) =>
                Fill(first, entries, index => (ulong)Offset(RefcountBlock0 + index))));
            map.Add(Offset(RefcountBlock0), new ComputedTable(totalClusters, 2, (_, entries) => FillOnes(entries)));
            map.Add(Offset(L1Table), new ComputedTable(l1Entries, 8, (first, entries) => Fill(first, entries, L1Entry)));
            map.Add(Offset(L2Table0), new ComputedTable((long)l1Indexes.Length * entriesPerTable, 8, FillL2));
            var source = disk.AsSource();
            for (var index = 0; index < runs.Count; index++)
            {
                var start = runs[index].FirstBlock * clusterBytes;
                var length = Math.Min(runs[index].BlockCount * clusterBytes, disk.LengthBytes - start);
                map.Add(Offset(Data0 + firstDataCluster[index]), source, start, length);
            }

            return map.Build(Offset(totalClusters));
        }

        private IEnumerable<long> TablesOf(BlockRun run)
        {
            for (var table = run.FirstBlock / entriesPerTable; table <= (run.EndBlock - 1) / entriesPerTable; table++)
            {
                yield return table;
            }
        }

        private ulong L1Entry(long index)
        {
            var table = Array.BinarySearch(l1Indexes, index);
            return table < 0 ? 0 : Copied | (ulong)Offset(L2Table0 + table);
        }

        private void FillL2(long first, Span<byte> entries)
        {
            var run = 0;
            for (var done = 0; done < entries.Length; done += 8)
            {
                var guest = GuestCluster(first + (done / 8));
                if (run >= runs.Count || guest < runs[run].FirstBlock || guest >= runs[run].EndBlock)
                {
                    run = FirstRunEndingAfter(guest);
                }

                if (run < runs.Count && guest >= runs[run].FirstBlock)
                {
                    var host = Offset(Data0 + firstDataCluster[run] + guest - runs[run].FirstBlock);
                    BinaryPrimitives.WriteUInt64BigEndian(entries[done..], Copied | (ulong)host);
                }
            }
        }

        private long GuestCluster(long entry) => (l1Indexes[entry / entriesPerTable] * entriesPerTable) + (entry % entriesPerTable);

        private int FirstRunEndingAfter(long cluster)
        {
            var (low, high) = (0, runs.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = runs[middle].EndBlock <= cluster ? (middle + 1, high) : (low, middle);
            }

            return low;
        }

        private long Offset(long cluster) => cluster * clusterBytes;

        private static void Fill(long first, Span<byte> entries, Func<long, ulong> value)
        {
            for (var done = 0; done < entries.Length; done += 8)
            {
                BinaryPrimitives.WriteUInt64BigEndian(entries[done..], value(first + (done / 8)));
            }
        }

        private static void FillOnes(Span<byte> entries)
        {
            for (var done = 1; done < entries.Length; done += 2)
            {
                entries[done] = 1;
            }
        }

        private static long CeilingDivide(long value, long by) => (value + by - 1) / by;
    }
}
