using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Fat;

/// <summary>Follows cluster chains on a volume that somebody else made, through a small window of its first FAT.</summary>
internal sealed class FatChain(ByteSource volume, FatGeometry geometry)
{
    private const int WindowBytes = 48 * 1024;                 // a multiple of 12, 16 and 32 bits
    private const int MaxRuns = 1 << 20;                       // bounds memory for a file that is all fragments
    private readonly byte[] window = new byte[WindowBytes + 1];
    private long windowIndex = -1;

    /// <summary>The runs of a chain, as a map of exactly <paramref name="lengthBytes"/>; neighbours become one extent.</summary>
    /// <exception cref="InvalidInputException">The chain ends early or leaves the volume.</exception>
    internal ExtentMap Read(uint firstCluster, long lengthBytes, string path)
    {
        var builder = new ExtentMapBuilder();
        var (cluster, done) = (firstCluster, 0L);
        for (var runs = 0; done < lengthBytes; runs++)
        {
            if (runs == MaxRuns || lengthBytes > geometry.ClusterCount * geometry.ClusterBytes)
            {
                throw new InvalidInputException(
                    "IMG2222",
                    $"FAT: \"{path}\" claims {lengthBytes} bytes in more than {runs} fragments; the volume has "
                    + $"{geometry.ClusterCount} clusters of {geometry.ClusterBytes} bytes, the reader stops at {MaxRuns} fragments.");
            }

            var runStart = cluster;
            var runBytes = 0L;
            do
            {
                Check(cluster, path, done + runBytes, lengthBytes);
                runBytes += geometry.ClusterBytes;
                cluster = Next(cluster);
            }
            while (cluster == runStart + (runBytes / geometry.ClusterBytes) && done + runBytes < lengthBytes);

            var take = Math.Min(runBytes, lengthBytes - done);
            builder.Add(done, volume, geometry.ClusterOffsetBytes(runStart), take);
            done += take;
        }

        return builder.Build(lengthBytes);
    }

    /// <summary>How many bytes the clusters of a chain hold, counted up to a limit.</summary>
    internal long Measure(uint firstCluster, long limitBytes, string path)
    {
        var lengthBytes = 0L;
        for (var cluster = firstCluster; lengthBytes < limitBytes && !IsEnd(cluster); cluster = Next(cluster))
        {
            Check(cluster, path, lengthBytes, limitBytes);
            lengthBytes += geometry.ClusterBytes;
        }

        return lengthBytes;
    }

    private bool IsEnd(uint entry) => entry >= (geometry.Type switch
    {
        FatType.Fat12 => 0xFF8u,
        FatType.Fat16 => 0xFFF8u,
        _ => 0x0FFF_FFF8u,
    });

    private void Check(uint cluster, string path, long doneBytes, long lengthBytes)
    {
        if (!geometry.IsDataCluster(cluster))
        {
            throw new InvalidInputException(
                "IMG2218",
                $"FAT: the cluster chain of \"{path}\" reaches entry 0x{cluster:X} after {doneBytes} of {lengthBytes} bytes; "
                + $"data clusters are 2 to {geometry.ClusterCount + 1}. Run fsck.vfat on the volume.");
        }
    }

    private uint Next(uint cluster)
    {
        var entriesPerWindow = WindowBytes * 8 / geometry.EntryBits;
        var index = cluster / entriesPerWindow;
        if (index != windowIndex)
        {
            var part = volume.ReadAtMost(geometry.FatOffsetBytes + (index * WindowBytes), WindowBytes);
            window.AsSpan().Clear();
            part.CopyTo(window, 0);
            windowIndex = index;
        }

        var slot = (int)(cluster % entriesPerWindow);
        var entry = window.AsSpan(slot * geometry.EntryBits / 8);
        return geometry.Type switch
        {
            FatType.Fat12 => (uint)(BinaryPrimitives.ReadUInt16LittleEndian(entry) >> ((slot & 1) * 4)) & 0xFFF,
            FatType.Fat16 => BinaryPrimitives.ReadUInt16LittleEndian(entry),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(entry) & 0x0FFF_FFFF,
        };
    }
}
