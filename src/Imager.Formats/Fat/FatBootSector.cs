using Imager.Formats.Binary;

namespace Imager.Formats.Fat;

/// <summary>The first sector of a FAT volume.</summary>
/// <remarks>
/// FAT specification 1.03, section 3.1-3.3, little-endian, 512 bytes with 55 AA at 510 whatever the sector size. FAT12/16
/// and FAT32 share bytes 0-35 and differ from 36 on; 0 sectors per FAT at byte 22 marks FAT32.
/// </remarks>
internal sealed record FatBootSector(FatGeometry Geometry, uint HiddenSectors, uint VolumeId, string Label)
{
    internal const int SizeBytes = 512;
    internal const int FsInfoSector = 1;
    internal const int BackupSector = 6;
    internal const uint RootCluster = 2;
    internal const string NoLabel = "NO NAME";

    private const byte Media = 0xF8;
    private const ushort Signature = 0xAA55;

    /// <summary>int 18h (let the BIOS try the next device), then halt for good.</summary>
    private static ReadOnlySpan<byte> BootCode => [0xCD, 0x18, 0xF4, 0xEB, 0xFD];

    /// <summary>The root directory's first cluster; 0 on FAT12 and FAT16.</summary>
    internal uint RootFirstCluster { get; init; } = Geometry.Type == FatType.Fat32 ? RootCluster : 0;

    internal void WriteTo(Span<byte> sector)
    {
        var isFat32 = Geometry.Type == FatType.Fat32;
        var isSmall = !isFat32 && Geometry.TotalSectors <= ushort.MaxValue;
        var fields = new LittleEndianWriter(sector[..SizeBytes]);
        fields.WriteByte(0xEB, (byte)(isFat32 ? 0x58 : 0x3C), 0x90);
        fields.WriteAscii("MSWIN4.1");
        fields.WriteUInt16((ushort)Geometry.SectorBytes);
        fields.WriteByte((byte)Geometry.SectorsPerCluster);
        fields.WriteUInt16((ushort)Geometry.ReservedSectors);
        fields.WriteByte((byte)Geometry.FatCount);
        fields.WriteUInt16((ushort)Geometry.RootEntries, (ushort)(isSmall ? Geometry.TotalSectors : 0));
        fields.WriteByte(Media);
        fields.WriteUInt16((ushort)(isFat32 ? 0 : Geometry.FatSectors), 63, 255);   // sectors per track, heads
        fields.WriteUInt32(HiddenSectors, (uint)(isSmall ? 0 : Geometry.TotalSectors));
        if (isFat32)
        {
            fields.WriteUInt32((uint)Geometry.FatSectors);
            fields.WriteUInt16(0, 0);                                               // both FATs live; version 0.0
            fields.WriteUInt32(RootFirstCluster);
            fields.WriteUInt16(FsInfoSector, BackupSector);
            fields.WriteZero(12);
        }

        fields.WriteByte(0x80, 0, 0x29);                                            // drive, no errors, what follows is valid
        fields.WriteUInt32(VolumeId);
        fields.WriteAscii(Label.Length == 0 ? NoLabel : Label, 11, (byte)' ');
        fields.WriteAscii($"FAT{Geometry.EntryBits}", 8, (byte)' ');
        fields.WriteBytes(BootCode);
        fields.WriteZero(SizeBytes - sizeof(ushort) - fields.PositionBytes);
        fields.WriteUInt16(Signature);
        fields.EnsureFull();
    }

    /// <summary>Reads a boot sector; null when it is not that of a FAT volume.</summary>
    internal static FatBootSector? TryRead(ReadOnlySpan<byte> sector)
    {
        if (sector.Length < SizeBytes || sector[0] is not (0xEB or 0xE9))
        {
            return null;
        }

        var fields = new LittleEndianReader(sector);
        fields.Skip(11);
        var (sectorBytes, sectorsPerCluster) = (fields.ReadUInt16(), fields.ReadByte());
        var (reserved, fatCount) = (fields.ReadUInt16(), fields.ReadByte());
        var (rootEntries, smallTotal) = (fields.ReadUInt16(), fields.ReadUInt16());
        fields.Skip(1);
        var smallFat = fields.ReadUInt16();
        fields.Skip(4);
        var (hidden, largeTotal) = (fields.ReadUInt32(), fields.ReadUInt32());
        var isFat32 = smallFat == 0;
        var largeFat = isFat32 ? fields.ReadUInt32() : 0;
        fields.Skip(isFat32 ? 4 : 0);
        var rootCluster = isFat32 ? fields.ReadUInt32() : 0;
        fields.Skip((isFat32 ? 16 : 0) + 3);
        var volumeId = fields.ReadUInt32();
        var label = fields.ReadAscii(11).TrimEnd(' ', '\0');
        var total = smallTotal == 0 ? largeTotal : smallTotal;
        fields.Skip(SizeBytes - sizeof(ushort) - fields.PositionBytes);
        if (fields.ReadUInt16() != Signature || sectorBytes is not (512 or 1024 or 2048 or 4096) || reserved == 0
            || !int.IsPow2(sectorsPerCluster) || fatCount is not (1 or 2) || (rootEntries == 0) != isFat32)
        {
            return null;
        }

        var geometry = new FatGeometry(
            FatType.Fat32,
            sectorBytes,
            sectorsPerCluster,
            reserved,
            fatCount,
            isFat32 ? largeFat : smallFat,
            rootEntries,
            total);
        var type = isFat32 ? FatType.Fat32 : FatGeometry.TypeOf(geometry.ClusterCount);
        return geometry.ClusterCount < 1 || type == FatType.Fat32 != isFat32
            ? null
            : new(geometry with { Type = type }, hidden, volumeId, label == NoLabel ? string.Empty : label)
            {
                RootFirstCluster = rootCluster,
            };
    }
}
