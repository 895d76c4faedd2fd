using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Vmdk;

/// <summary>The 512-byte header of a sparse extent, little-endian; repeated as footer at the end of a stream.</summary>
/// <remarks>VMware, Virtual Disk Format 5.0, "Hosted Sparse Extent Header". Everything counts sectors of 512 bytes.</remarks>
internal sealed record VmdkHeader(long CapacitySectors, long DirectorySector)
{
    public const int SizeBytes = 512, SectorBytes = 512;
    public const int GrainSectors = 128, GrainBytes = GrainSectors * SectorBytes;
    public const int TableEntries = 512, TableBytes = TableEntries * 4;
    public const int DescriptorSector = 1, DescriptorSectors = 20;

    /// <summary>In <see cref="DirectorySector"/>: the directory is announced by a footer at the end of the file.</summary>
    public const long DirectoryAtEnd = -1;

    private const uint Magic = 0x564D_444B;                             // "KDMV" in little-endian order
    private const uint NewlineTest = 1, RedundantTables = 2, CompressedGrains = 0x1_0000, Markers = 0x2_0000;

    /// <summary>Sectors before the first grain.</summary>
    public long OverheadSectors { get; init; } = GrainSectors;

    /// <summary>The second directory, 0 for none.</summary>
    public long RedundantDirectorySector { get; init; }

    public bool IsCompressed { get; init; }

    public int GrainSizeSectors { get; init; } = GrainSectors;

    public int EntriesPerTable { get; init; } = TableEntries;

    public byte[] Write()
    {
        var bytes = new byte[SizeBytes];
        var fields = new LittleEndianWriter(bytes);
        var flags = NewlineTest
            | (RedundantDirectorySector > 0 ? RedundantTables : 0)
            | (IsCompressed ? CompressedGrains | Markers : 0);
        fields.WriteUInt32(Magic, IsCompressed ? 3u : 1u, flags);
        fields.WriteUInt64((ulong)CapacitySectors, GrainSectors, DescriptorSector, DescriptorSectors);
        fields.WriteUInt32(TableEntries);
        fields.WriteUInt64((ulong)RedundantDirectorySector, (ulong)DirectorySector, (ulong)OverheadSectors);
        fields.WriteByte(0, (byte)'\n', (byte)' ', (byte)'\r', (byte)'\n');     // clean; shows damage by text transfers
        fields.WriteUInt16((ushort)(IsCompressed ? 1 : 0));
        fields.WriteZero(SizeBytes - fields.PositionBytes);
        fields.EnsureFull();
        return bytes;
    }

    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith("KDMV"u8);

    /// <exception cref="InvalidInputException">No sparse extent, or a damaged header.</exception>
    public static VmdkHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SizeBytes || !HasMagic(bytes))
        {
            throw new InvalidInputException("IMG2361", "not a sparse VMDK: the magic \"KDMV\" is missing.");
        }

        var fields = new LittleEndianReader(bytes);
        fields.Skip(4);
        var (version, flags) = (fields.ReadUInt32(), fields.ReadUInt32());
        var (capacity, grain) = (fields.ReadUInt64(), fields.ReadUInt64());
        fields.Skip(16);
        var tableEntries = fields.ReadUInt32();
        fields.Skip(8);
        var directory = (long)fields.ReadUInt64();
        fields.Skip(8 + 5);
        var compression = fields.ReadUInt16();
        var isConsistent = version is >= 1 and <= 3
            && capacity <= 1UL << 44
            && grain is >= 8 and <= 32768
            && ulong.IsPow2(grain)
            && tableEntries is >= 32 and <= 65536
            && uint.IsPow2(tableEntries)
            && (compression == 1) == ((flags & CompressedGrains) != 0)
            && compression <= 1
            && directory is >= DirectoryAtEnd and <= 1L << 44;
        return isConsistent
            ? new VmdkHeader((long)capacity, directory)
            {
                IsCompressed = compression == 1,
                GrainSizeSectors = (int)grain,
                EntriesPerTable = (int)tableEntries,
            }
            : throw new InvalidInputException(
                "IMG2362",
                $"VMDK header is damaged: version {version}, capacity {capacity} and grain {grain} sectors, {tableEntries} entries per table, "
                + $"flags 0x{flags:X}, compression {compression}, directory at sector {directory}.");
    }
}
