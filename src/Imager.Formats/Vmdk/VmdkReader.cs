using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Vmdk;

/// <summary>Reads a VMDK of one sparse extent, plain or stream-optimised, as the raw disk that it holds.</summary>
/// <remarks>Tables must lie in the file and be used once; at most <see cref="MaxGrains"/> stretches of grains are read.</remarks>
public sealed class VmdkReader
{
    /// <summary>Most compressed grains, or stretches of plain ones, that are read: they take memory.</summary>
    public const long MaxGrains = 1 << 22;

    private const int SectorBytes = VmdkHeader.SectorBytes, GrainHeaderBytes = 12;
    private const uint ZeroGrain = 1;

    private readonly ByteSource file;
    private readonly VmdkHeader header;
    private readonly ExtentMapBuilder map = new();
    private long grains;
    private (long Start, long Offset, long Length) pending;

    private VmdkReader(ByteSource file, VmdkHeader header) => (this.file, this.header) = (file, header);

    /// <summary>Whether the grains are compressed: a stream-optimised image.</summary>
    public bool IsStreamOptimized => header.IsCompressed;

    /// <summary>The disk inside.</summary>
    public ExtentMap Disk { get; private set; } = null!;

    private long GrainBytes => (long)header.GrainSizeSectors * SectorBytes;

    private long DiskBytes => header.CapacitySectors * SectorBytes;

    /// <summary>Whether the bytes start like a sparse VMDK.</summary>
    public static bool IsVmdk(ByteSource file) => VmdkHeader.HasMagic(file.ReadAtMost(0, 4));

    /// <summary>Reads the tables; the payload is pointed at.</summary>
    /// <exception cref="InvalidInputException">Not a sparse VMDK, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A descriptor file of an image in several files.</exception>
    public static VmdkReader Open(ByteSource file)
    {
        var head = file.ReadAtMost(0, VmdkHeader.SizeBytes);
        if (head.AsSpan().StartsWith("# Disk DescriptorFile"u8))
        {
            throw new UnsupportedException(
                "IMG3254", "VMDK: this is the descriptor of an image in several files. Convert with: qemu-img convert -O vmdk IN OUT");
        }

        var header = VmdkHeader.Read(head);
        if (header.DirectorySector == VmdkHeader.DirectoryAtEnd)
        {
            // Footer, then the end-of-stream marker.
            header = VmdkHeader.Read(file.ReadAtMost(Math.Max(0, file.LengthBytes - (2 * SectorBytes)), SectorBytes));
        }

        var reader = new VmdkReader(file, header);
        reader.Disk = reader.ReadTables();
        return reader;
    }

    private ExtentMap ReadTables()
    {
        var tableSpan = GrainBytes * header.EntriesPerTable;
        var count = (DiskBytes + tableSpan - 1) / tableSpan;
        var directoryOffset = header.DirectorySector * SectorBytes;
        if (header.DirectorySector <= 0 || count * 4 > file.LengthBytes || directoryOffset > file.LengthBytes - (count * 4) || count > 1 << 22)
        {
            throw Damaged("grain directory", directoryOffset);
        }

        var directory = file.ReadAtMost(directoryOffset, (int)count * 4);
        var table = new byte[header.EntriesPerTable * 4];
        var tables = new HashSet<uint>();
        for (var index = 0; index < count; index++)
        {
            var sector = BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(index * 4));
            if (sector == 0)
            {
                continue;
            }

            var offset = (long)sector * SectorBytes;
            if (offset > file.LengthBytes - table.Length || !tables.Add(sector))
            {
                throw Damaged($"grain table {index}", offset);
            }

            file.ReadExactly(offset, table);
            ReadTable(table, index * tableSpan);
        }

        Flush();
        return map.Build(DiskBytes);
    }

    private void ReadTable(ReadOnlySpan<byte> table, long start)
    {
        for (; table.Length > 0 && start < DiskBytes; table = table[4..], start += GrainBytes)
        {
            var sector = BinaryPrimitives.ReadUInt32LittleEndian(table);
            if (sector > ZeroGrain)
            {
                Add(start, (long)sector * SectorBytes, Math.Min(GrainBytes, DiskBytes - start));
            }
        }
    }

    private void Add(long start, long offset, long length)
    {
        if (offset >= file.LengthBytes)
        {
            throw Damaged($"grain of disk address {start}", offset);
        }

        if (!header.IsCompressed)
        {
            AddPlain(start, offset, Math.Min(length, file.LengthBytes - offset));
            return;
        }

        CountGrain(start, offset);

        var grainHeader = file.ReadAtMost(offset, GrainHeaderBytes);
        var compressed = grainHeader.Length == GrainHeaderBytes ? BinaryPrimitives.ReadUInt32LittleEndian(grainHeader.AsSpan(8)) : 0;
        if (compressed == 0
            || BinaryPrimitives.ReadUInt64LittleEndian(grainHeader) * SectorBytes != (ulong)start
            || compressed > 2 * GrainBytes
            || compressed > file.LengthBytes - offset - GrainHeaderBytes)
        {
            throw Damaged($"compressed grain of disk address {start}", offset);
        }

        map.Add(start, new DeflatedBlock(file, offset + GrainHeaderBytes, (int)compressed, (int)length, hasZlibHeader: true));
    }

    private void AddPlain(long start, long offset, long length)
    {
        if (pending.Length > 0 && pending.Start + pending.Length == start && pending.Offset + pending.Length == offset)
        {
            pending.Length += length;
            return;
        }

        Flush();
        CountGrain(start, offset);
        pending = (start, offset, length);
    }

    private void Flush()
    {
        map.Add(pending.Start, file, pending.Offset, pending.Length);
        pending = default;
    }

    private void CountGrain(long start, long offset)
    {
        if (++grains > MaxGrains)
        {
            throw Damaged($"grain of disk address {start}", offset);
        }
    }

    private InvalidInputException Damaged(string what, long offset) =>
        new(
            "IMG2364",
            $"VMDK: the {what} at byte {offset} is used twice, contradicts itself or lies outside the file of {file.LengthBytes} bytes, "
            + $"or there are more than {MaxGrains} grains.");
}
