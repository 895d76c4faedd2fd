using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Vhdx;

/// <summary>Describes a raw disk as a dynamic VHDX, itself an extent map: blocks of 1 MiB that hold payload are pointed at.</summary>
/// <remarks>
/// File identifier, two headers, two region tables, an empty log at 1 MiB, metadata at 2 MiB, the block table at 3 MiB, then the
/// blocks, each aligned to 1 MiB. Little-endian.
/// </remarks>
public static class VhdxImage
{
    /// <summary>The largest disk that a VHDX holds.</summary>
    public const long MaxDiskBytes = 64L << 40;

    private const int BlockBytes = VhdxLayout.MebiByte;
    private const ulong FullyPresent = 6;
    private const uint IsVirtualDisk = 2, IsRequired = 4;

    /// <summary>The VHDX image of <paramref name="disk"/>.</summary>
    /// <exception cref="InvalidInputException">The disk's size or the sector size is not possible.</exception>
    public static ExtentMap Create(ExtentMap disk, VhdxOptions options)
    {
        if (options.SectorBytes is not (512 or 4096)
            || disk.LengthBytes is <= 0 or > MaxDiskBytes
            || disk.LengthBytes % options.SectorBytes != 0)
        {
            throw new InvalidInputException(
                "IMG2380",
                $"VHDX: a disk of {disk.LengthBytes} bytes with sectors of {options.SectorBytes} is not possible; sectors have 512 or 4096 "
                + $"bytes, the size is a multiple of them up to {MaxDiskBytes}.");
        }

        var blocks = (disk.LengthBytes + BlockBytes - 1) / BlockBytes;
        var ratio = VhdxLayout.ChunkRatio(options.SectorBytes, BlockBytes);
        var entries = blocks + ((blocks - 1) / ratio);
        var tableBytes = ((entries * 8) + VhdxLayout.MebiByte - 1) / VhdxLayout.MebiByte * VhdxLayout.MebiByte;
        var map = new ExtentMapBuilder();
        map.Add(0, Identifier());
        map.Add(VhdxLayout.Header1, Header(1, options.Id));
        map.Add(VhdxLayout.Header2, Header(2, options.Id));
        map.Add(VhdxLayout.RegionTable1, RegionTable((uint)tableBytes));
        map.Add(VhdxLayout.RegionTable2, RegionTable((uint)tableBytes));
        AddMetadata(map, disk.LengthBytes, options);
        AddBlocks(map, disk, ratio, VhdxLayout.BlockTable + tableBytes, out var endBytes);
        return map.Build(endBytes);
    }

    private static void AddBlocks(ExtentMapBuilder map, ExtentMap disk, long ratio, long position, out long endBytes)
    {
        var source = disk.AsSource();
        foreach (var run in disk.TouchedBlocks(BlockBytes))
        {
            // Entries of sector bitmaps, all zero, lie between the payload's: cut the run where one comes.
            for (var block = run.FirstBlock; block < run.EndBlock;)
            {
                var count = Math.Min(run.EndBlock, ((block / ratio) + 1) * ratio) - block;
                var firstByte = position;
                map.Add(VhdxLayout.BlockTable + ((block + (block / ratio)) * 8), new ComputedTable(count, 8, (first, entries) =>
                {
                    for (var done = 0; done < entries.Length; done += 8)
                    {
                        var place = firstByte + ((first + (done / 8)) * BlockBytes);
                        BinaryPrimitives.WriteUInt64LittleEndian(entries[done..], (ulong)place | FullyPresent);
                    }
                }));
                var start = block * BlockBytes;
                map.Add(position, source, start, Math.Min(count * BlockBytes, disk.LengthBytes - start));
                position += count * BlockBytes;
                block += count;
            }
        }

        endBytes = position;
    }

    private static byte[] Identifier()
    {
        var bytes = new byte[512 + 8];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii("vhdxfile");
        fields.WriteBytes(Encoding.Unicode.GetBytes("imager"));
        return bytes;
    }

    private static byte[] Header(ulong sequence, Guid id)
    {
        var bytes = new byte[VhdxLayout.HeaderBytes];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii("head");
        var crc = fields.Reserve(4);
        fields.WriteUInt64(sequence);
        fields.WriteGuid(id);                               // file write
        fields.WriteGuid(id);                               // data write
        fields.WriteGuid(Guid.Empty);                       // the log is empty
        fields.WriteUInt16(0, 1);                           // log version, format version
        fields.WriteUInt32(VhdxLayout.MebiByte);
        fields.WriteUInt64(VhdxLayout.Log);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Compute(bytes));
        return bytes;
    }

    private static byte[] RegionTable(uint tableBytes)
    {
        var bytes = new byte[VhdxLayout.RegionTableBytes];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii("regi");
        var crc = fields.Reserve(4);
        fields.WriteUInt32(2, 0);
        fields.WriteGuid(VhdxLayout.BlockTableRegion);
        fields.WriteUInt64(VhdxLayout.BlockTable);
        fields.WriteUInt32(tableBytes, 1);
        fields.WriteGuid(VhdxLayout.MetadataRegion);
        fields.WriteUInt64(VhdxLayout.Metadata);
        fields.WriteUInt32(VhdxLayout.MebiByte, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32C.Compute(bytes));
        return bytes;
    }

    private static void AddMetadata(ExtentMapBuilder map, long diskBytes, VhdxOptions options)
    {
        var items = new byte[40];
        var values = new LittleEndianWriter(items);
        values.WriteUInt32(BlockBytes, 0);                  // file parameters: no parent, blocks may be absent
        values.WriteUInt64((ulong)diskBytes);
        values.WriteGuid(options.Id);
        values.WriteUInt32((uint)options.SectorBytes, 4096);
        values.EnsureFull();
        map.Add(VhdxLayout.Metadata + VhdxLayout.MetadataTableBytes, items);

        var table = new byte[32 * 6];
        var fields = new LittleEndianWriter(table);
        fields.WriteAscii("metadata");
        fields.WriteUInt16(0, 5);
        fields.WriteZero(20);
        var offset = (uint)VhdxLayout.MetadataTableBytes;
        foreach (var (id, length, flags) in (ReadOnlySpan<(Guid, uint, uint)>)
            [
                (VhdxLayout.FileParameters, 8, IsRequired),
                (VhdxLayout.VirtualDiskSize, 8, IsVirtualDisk | IsRequired),
                (VhdxLayout.VirtualDiskId, 16, IsVirtualDisk | IsRequired),
                (VhdxLayout.LogicalSectorSize, 4, IsVirtualDisk | IsRequired),
                (VhdxLayout.PhysicalSectorSize, 4, IsVirtualDisk | IsRequired),
            ])
        {
            fields.WriteGuid(id);
            fields.WriteUInt32(offset, length, flags, 0);
            offset += length;
        }

        fields.EnsureFull();
        map.Add(VhdxLayout.Metadata, table);
    }
}
