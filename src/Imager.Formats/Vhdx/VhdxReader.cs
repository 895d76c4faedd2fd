using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Vhdx;

/// <summary>Reads a VHDX without parent as the raw disk that it holds; absent and zero blocks are holes.</summary>
/// <remarks>The log is not replayed: an image that was not closed is refused.</remarks>
public sealed class VhdxReader
{
    private const long MaxBlocks = 1 << 22;
    private const ulong StateMask = 7, FullyPresent = 6;
    private const int MaxRegions = 2047, MaxItems = 2047;

    private readonly ByteSource file;
    private long blockBytes;

    private VhdxReader(ByteSource file) => this.file = file;

    /// <summary>Logical sector that the guest sees.</summary>
    public int SectorBytes { get; private set; }

    /// <summary>Identity of the disk that the guest sees.</summary>
    public Guid Id { get; private set; }

    /// <summary>The disk inside.</summary>
    public ExtentMap Disk { get; private set; } = null!;

    /// <summary>Whether the bytes start like a VHDX.</summary>
    public static bool IsVhdx(ByteSource file) => file.ReadAtMost(0, 8).AsSpan().SequenceEqual("vhdxfile"u8);

    /// <summary>Reads headers, metadata and block table; the payload is pointed at.</summary>
    /// <exception cref="InvalidInputException">Not a VHDX, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A differencing disk, or one with a log to replay.</exception>
    public static VhdxReader Open(ByteSource file)
    {
        if (!IsVhdx(file))
        {
            throw new InvalidInputException("IMG2381", "not a VHDX: the signature \"vhdxfile\" is missing at byte 0.");
        }

        var reader = new VhdxReader(file);
        reader.CheckHeaders();
        var regions = reader.ReadRegions();
        var diskBytes = reader.ReadMetadata(regions);
        reader.Disk = reader.ReadBlocks(regions, diskBytes);
        return reader;
    }

    private void CheckHeaders()
    {
        var logs = new List<(ulong Sequence, Guid Log)>();
        foreach (var offset in (int[])[VhdxLayout.Header1, VhdxLayout.Header2])
        {
            var bytes = file.ReadAtMost(offset, VhdxLayout.HeaderBytes);
            if (bytes.Length == VhdxLayout.HeaderBytes && bytes.AsSpan().StartsWith("head"u8) && HasRightCrc(bytes))
            {
                var fields = new LittleEndianReader(bytes);
                fields.Skip(8);
                var sequence = fields.ReadUInt64();
                fields.Skip(32);
                logs.Add((sequence, fields.ReadGuid()));
            }
        }

        if (logs.Count == 0)
        {
            throw Damaged("both headers", VhdxLayout.Header1);
        }

        if (logs.MaxBy(header => header.Sequence).Log != Guid.Empty)
        {
            throw new UnsupportedException(
                "IMG3256", "VHDX: the image was not closed, its log must be replayed first. Run: qemu-img check -r all IMAGE");
        }
    }

    private Dictionary<Guid, (long Offset, long Length)> ReadRegions()
    {
        foreach (var offset in (int[])[VhdxLayout.RegionTable1, VhdxLayout.RegionTable2])
        {
            var bytes = file.ReadAtMost(offset, VhdxLayout.RegionTableBytes);
            var fields = new LittleEndianReader(bytes);
            if (bytes.Length < VhdxLayout.RegionTableBytes || !bytes.AsSpan().StartsWith("regi"u8) || !HasRightCrc(bytes))
            {
                continue;
            }

            fields.Skip(8);
            var count = fields.ReadUInt32();
            fields.Skip(4);
            var regions = new Dictionary<Guid, (long, long)>();
            for (var index = 0; index < Math.Min(count, MaxRegions); index++)
            {
                var id = fields.ReadGuid();
                var (start, length) = (fields.ReadUInt64(), fields.ReadUInt32());
                fields.Skip(4);
                regions[id] = start <= (ulong)file.LengthBytes ? ((long)start, length) : throw Damaged("region table", offset);
            }

            return regions;
        }

        throw Damaged("both region tables", VhdxLayout.RegionTable1);
    }

    private long ReadMetadata(Dictionary<Guid, (long Offset, long Length)> regions)
    {
        if (!regions.TryGetValue(VhdxLayout.MetadataRegion, out var region))
        {
            throw Damaged("metadata region", VhdxLayout.RegionTable1);
        }

        var table = file.ReadAtMost(region.Offset, VhdxLayout.MetadataTableBytes);
        if (table.Length < 32 || !table.AsSpan().StartsWith("metadata"u8))
        {
            throw Damaged("metadata table", region.Offset);
        }

        var parameters = Item(table, region.Offset, VhdxLayout.FileParameters, 8);
        blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(parameters);
        var diskBytes = BinaryPrimitives.ReadUInt64LittleEndian(Item(table, region.Offset, VhdxLayout.VirtualDiskSize, 8));
        var sectorBytes = BinaryPrimitives.ReadUInt32LittleEndian(Item(table, region.Offset, VhdxLayout.LogicalSectorSize, 4));
        Id = new Guid(Item(table, region.Offset, VhdxLayout.VirtualDiskId, 16));
        if ((parameters[4] & 2) != 0)
        {
            throw new UnsupportedException("IMG3257", "VHDX: a differencing disk cannot be read. Merge it into its parent first.");
        }

        if (sectorBytes is not (512 or 4096)
            || blockBytes is < VhdxLayout.MebiByte or > 256L * VhdxLayout.MebiByte
            || !long.IsPow2(blockBytes)
            || diskBytes is 0 or > VhdxImage.MaxDiskBytes
            || diskBytes % sectorBytes != 0)
        {
            throw Damaged($"metadata (block {blockBytes}, sector {sectorBytes}, disk {diskBytes} bytes)", region.Offset);
        }

        SectorBytes = (int)sectorBytes;
        return (long)diskBytes;
    }

    private byte[] Item(byte[] table, long regionOffset, Guid wanted, int length)
    {
        var fields = new LittleEndianReader(table);
        fields.Skip(10);
        var count = fields.ReadUInt16();
        fields.Skip(20);
        for (var index = 0; index < Math.Min((int)count, MaxItems) && fields.RemainingBytes >= 32; index++)
        {
            var id = fields.ReadGuid();
            var offset = fields.ReadUInt32();
            fields.Skip(12);
            var bytes = id == wanted ? file.ReadAtMost(regionOffset + offset, length) : [];
            if (bytes.Length == length)
            {
                return bytes;
            }
        }

        throw Damaged($"metadata item {wanted}", regionOffset);
    }

    private ExtentMap ReadBlocks(Dictionary<Guid, (long Offset, long Length)> regions, long diskBytes)
    {
        var blocks = (diskBytes + blockBytes - 1) / blockBytes;
        var ratio = VhdxLayout.ChunkRatio(SectorBytes, blockBytes);
        var entries = blocks + ((blocks - 1) / ratio);
        if (!regions.TryGetValue(VhdxLayout.BlockTableRegion, out var region) || entries * 8 > region.Length || blocks > MaxBlocks)
        {
            throw Damaged("block table region", VhdxLayout.RegionTable1);
        }

        var table = file.ReadAtMost(region.Offset, (int)entries * 8);
        var map = new ExtentMapBuilder();
        for (var block = 0L; block < blocks; block++)
        {
            var at = (int)((block + (block / ratio)) * 8);
            if (at + 8 > table.Length)
            {
                throw Damaged("block table", region.Offset + at);
            }

            var entry = BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(at));
            var offset = (long)(entry >> 20) << 20;
            var start = block * blockBytes;
            var length = Math.Min(blockBytes, diskBytes - start);
            if ((entry & StateMask) == FullyPresent)
            {
                // The file may end inside the last block where nothing was written; what is missing reads as zero.
                var present = Math.Min(length, file.LengthBytes - offset);
                if (offset < VhdxLayout.MebiByte || present <= 0)
                {
                    throw Damaged($"block {block}", offset);
                }

                map.Add(start, file, offset, present);
            }
        }

        return map.Build(diskBytes);
    }

    private static bool HasRightCrc(byte[] structure)
    {
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(structure.AsSpan(4));
        var copy = (byte[])structure.Clone();
        copy.AsSpan(4, 4).Clear();
        return Crc32C.Compute(copy) == stored;
    }

    private InvalidInputException Damaged(string what, long offset) =>
        new("IMG2382", $"VHDX: {what} at byte {offset}: damaged, missing, or outside the file of {file.LengthBytes} bytes.");
}
