using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Vmdk;

/// <summary>Writes the parts of a stream-optimised VMDK in file order and remembers where they went.</summary>
/// <remarks>Header, descriptor, grains; a marker and table after each group of 512 grains; directory, footer, end marker.</remarks>
internal sealed class VmdkGrainStream(Stream output, long capacitySectors, long tableCount)
{
    private const uint EndOfStream = 0, GrainTable = 1, GrainDirectory = 2, Footer = 3;
    private const int GroupSectors = VmdkHeader.GrainSectors * VmdkHeader.TableEntries;

    private readonly byte[] directory = new byte[CeilingToSector(tableCount * 4)];
    private readonly byte[] table = new byte[VmdkHeader.TableBytes];
    private long positionSectors;
    private long currentGroup = -1;

    public void Begin(byte[] descriptor)
    {
        Put(new VmdkHeader(capacitySectors, VmdkHeader.DirectoryAtEnd) { IsCompressed = true }.Write());
        Put(descriptor);
        Put(new byte[(VmdkHeader.GrainSectors - positionSectors) * VmdkHeader.SectorBytes]);
    }

    public void Write(VmdkGrain grain)
    {
        if (grain.LengthBytes == 0)
        {
            return;
        }

        var group = grain.FirstSector / GroupSectors;
        if (group != currentGroup)
        {
            PutTable();
            currentGroup = group;
        }

        var index = (int)(grain.FirstSector % GroupSectors / VmdkHeader.GrainSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(index * 4), Position());
        Put(grain.Bytes);
        grain.Release();
    }

    /// <summary>Writes what closes the file and returns its length in bytes.</summary>
    public long End()
    {
        PutTable();
        PutMarker(GrainDirectory, directory.Length);
        var directorySector = Position();
        Put(directory);
        PutMarker(Footer, VmdkHeader.SizeBytes);
        Put(new VmdkHeader(capacitySectors, directorySector) { IsCompressed = true }.Write());
        PutMarker(EndOfStream, 0);
        return positionSectors * VmdkHeader.SectorBytes;
    }

    private void PutTable()
    {
        if (currentGroup < 0)
        {
            return;
        }

        PutMarker(GrainTable, table.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(directory.AsSpan((int)currentGroup * 4), Position());
        Put(table);
        table.AsSpan().Clear();
    }

    private void PutMarker(uint type, int bytesBehind)
    {
        var marker = new byte[VmdkHeader.SectorBytes];
        var fields = new LittleEndianWriter(marker.AsSpan(0, 16));
        fields.WriteUInt64((ulong)(bytesBehind / VmdkHeader.SectorBytes));
        fields.WriteUInt32(0, type);                                    // no compressed data; what follows
        fields.EnsureFull();
        Put(marker);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        positionSectors += bytes.Length / VmdkHeader.SectorBytes;
    }

    private uint Position() =>
        positionSectors <= uint.MaxValue
            ? (uint)positionSectors
            : throw new UnsupportedException(
                "IMG3253", "VMDK: the compressed file exceeds 2 TiB, more than its 32-bit sector numbers reach. Make the disk smaller.");

    private static long CeilingToSector(long bytes) =>
        (bytes + VmdkHeader.SectorBytes - 1) / VmdkHeader.SectorBytes * VmdkHeader.SectorBytes;
}
