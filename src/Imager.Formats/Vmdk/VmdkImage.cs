using System.Buffers;
using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Vmdk;

/// <summary>Writes a raw disk as VMDK: sparse for local use, stream-optimised for OVA and uploads.</summary>
public static class VmdkImage
{
    /// <summary>The largest disk: grain addresses are 32-bit sector numbers, and the file must stay below 2 TiB.</summary>
    public const long MaxDiskBytes = 2040L << 30;

    private const int SectorBytes = VmdkHeader.SectorBytes;

    /// <summary>Grains between their compression and their place in the file.</summary>
    private const int MaxWaitingGrains = 256;

    /// <summary>A monolithicSparse VMDK as an extent map: grains of 64 KiB that hold payload are pointed at, others absent.</summary>
    /// <remarks>Header, descriptor, redundant directory and tables, directory and tables, grains. Empty tables stay holes.</remarks>
    /// <exception cref="InvalidInputException">The disk's size or a name in <paramref name="options"/> is not possible.</exception>
    public static ExtentMap CreateSparse(ExtentMap disk, VmdkOptions options)
    {
        var sectors = CheckSectors(disk);
        var tables = TableCount(sectors);
        var directorySectors = CeilingDivide(tables * 4, SectorBytes);
        var tablesSectors = tables * VmdkHeader.TableBytes / SectorBytes;
        var redundant = (long)VmdkHeader.DescriptorSector + VmdkHeader.DescriptorSectors;
        var directory = redundant + directorySectors + tablesSectors;
        var grains0 = CeilingDivide(directory + directorySectors + tablesSectors, VmdkHeader.GrainSectors) * VmdkHeader.GrainSectors;

        var map = new ExtentMapBuilder();
        map.Add(0, new VmdkHeader(sectors, directory) { RedundantDirectorySector = redundant, OverheadSectors = grains0 }.Write());
        map.Add(SectorBytes, VmdkDescriptor.Write("monolithicSparse", sectors, options));
        var runs = disk.TouchedBlocks(VmdkHeader.GrainBytes);
        foreach (var place in (long[])[redundant, directory])
        {
            var table0 = place + directorySectors;
            map.Add(place * SectorBytes, new ComputedTable(tables, 4, (first, entries) =>
                Fill(entries, index => table0 + ((first + index) * VmdkHeader.TableBytes / SectorBytes))));
        }

        var position = grains0;
        var source = disk.AsSource();
        foreach (var run in runs)
        {
            var start = run.FirstBlock * VmdkHeader.GrainBytes;
            map.Add(position * SectorBytes, source, start, Math.Min(run.BlockCount * VmdkHeader.GrainBytes, disk.LengthBytes - start));
            var firstSector = position;
            var entries = new ComputedTable(run.BlockCount, 4, (first, bytes) =>
                Fill(bytes, index => firstSector + ((first + index) * VmdkHeader.GrainSectors)));
            map.Add(((redundant + directorySectors) * SectorBytes) + (run.FirstBlock * 4), entries);
            map.Add(((directory + directorySectors) * SectorBytes) + (run.FirstBlock * 4), entries);
            position += run.BlockCount * VmdkHeader.GrainSectors;
        }

        return map.Build(position * SectorBytes);
    }

    /// <summary>Writes a streamOptimized VMDK, forward only: every grain that is not zero as zlib data, in ascending order.</summary>
    /// <remarks>
    /// Grains are compressed on <paramref name="threads"/> threads and written in order: the bytes do not depend on the number of
    /// threads, and memory is bounded. Bytes that do not compress are stored.
    /// </remarks>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="InvalidInputException">The disk's size or a name in <paramref name="options"/> is not possible.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was written is incomplete.</exception>
    public static long WriteStreamOptimized(
        ExtentMap disk, Stream output, VmdkOptions options, int threads, CancellationToken cancellationToken)
    {
        var sectors = CheckSectors(disk);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        var stream = new VmdkGrainStream(output, sectors, TableCount(sectors));
        stream.Begin(VmdkDescriptor.Write("streamOptimized", sectors, options));
        var pool = ArrayPool<byte>.Create(VmdkGrain.BufferBytes, MaxWaitingGrains);
        ChunkPipeline.Run(
            GrainsOf(disk),
            run => VmdkGrain.Encode(disk, run, options.Level, pool),
            stream.Write,
            (threads, VmdkHeader.GrainBytes),
            cancellationToken);
        return stream.End();
    }

    private static IEnumerable<ImageRun> GrainsOf(ExtentMap disk)
    {
        foreach (var run in disk.TouchedBlocks(VmdkHeader.GrainBytes))
        {
            for (var grain = run.FirstBlock; grain < run.EndBlock; grain++)
            {
                var start = grain * VmdkHeader.GrainBytes;
                yield return new(start, Math.Min(VmdkHeader.GrainBytes, disk.LengthBytes - start), IsHole: false);
            }
        }
    }

    private static long CheckSectors(ExtentMap disk) =>
        disk.LengthBytes is > 0 and <= MaxDiskBytes && disk.LengthBytes % SectorBytes == 0
            ? disk.LengthBytes / SectorBytes
            : throw new InvalidInputException(
                "IMG2363",
                $"VMDK: a disk of {disk.LengthBytes} bytes is not possible; the size must be a multiple of 512 bytes up to {MaxDiskBytes}.");

    private static long TableCount(long sectors) =>
        CeilingDivide(sectors, (long)VmdkHeader.GrainSectors * VmdkHeader.TableEntries);

    private static void Fill(Span<byte> entries, Func<long, long> sector)
    {
        for (var done = 0; done < entries.Length; done += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entries[done..], (uint)sector(done / 4));
        }
    }

    private static long CeilingDivide(long value, long by) => (value + by - 1) / by;
}
