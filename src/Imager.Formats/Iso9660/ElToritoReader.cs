using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>Reads a boot catalog of at most one sector.</summary>
internal static class ElToritoReader
{
    private const int CatalogPointerOffset = 71;
    private const int InfoTableOffset = 8;

    internal static List<IsoBootEntry> Read(ByteSource image, ReadOnlySpan<byte> bootRecord, long volumeBytes)
    {
        var sector = BinaryPrimitives.ReadUInt32LittleEndian(bootRecord[CatalogPointerOffset..]);
        var catalog = image.ReadAtMost(sector * (long)IsoFormat.SectorBytes, IsoFormat.SectorBytes);
        if (catalog.Length < IsoFormat.SectorBytes || catalog[0] != ElToritoCatalog.ValidationId)
        {
            throw new InvalidInputException(
                "IMG2265", $"ISO image: no boot catalog in sector {sector}, where the boot record points.");
        }

        var entries = new List<IsoBootEntry>();
        var platform = catalog[1];
        var left = 1;                                          // the default entry, then those of each section
        for (var offset = ElToritoCatalog.EntryBytes; offset < catalog.Length; offset += ElToritoCatalog.EntryBytes)
        {
            var entry = catalog.AsSpan(offset, ElToritoCatalog.EntryBytes);
            if (left > 0)
            {
                entries.Add(ReadEntry(image, entry, platform, volumeBytes));
                left--;
            }
            else if (entry[0] is ElToritoCatalog.MoreHeaders or ElToritoCatalog.FinalHeader)
            {
                platform = entry[1];
                left = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
            }
        }

        return entries;
    }

    private static IsoBootEntry ReadEntry(ByteSource image, ReadOnlySpan<byte> entry, byte platform, long volumeBytes)
    {
        var fields = new LittleEndianReader(entry);
        var (indicator, media) = (fields.ReadByte(), fields.ReadByte());
        fields.Skip(4);                                        // load segment, system type
        int virtualSectors = fields.ReadUInt16();
        var sector = fields.ReadUInt32();
        var offset = Math.Min(sector * (long)IsoFormat.SectorBytes, image.LengthBytes);
        var end = Math.Clamp(volumeBytes, offset, image.LengthBytes);
        var length = InfoTableLength(image, sector, offset)
            ?? (virtualSectors > 1 ? virtualSectors * (long)ElToritoCatalog.VirtualSectorBytes : end - offset);
        return new(
            platform,
            indicator == ElToritoCatalog.BootableIndicator,
            media,
            virtualSectors,
            offset,
            image.Slice(offset, Math.Min(length, image.LengthBytes - offset)));
    }

    /// <summary>The length that a boot information table states, if the image has one that names this very
    /// sector.</summary>
    private static long? InfoTableLength(ByteSource image, uint sector, long offset)
    {
        var table = image.ReadAtMost(offset + InfoTableOffset, 12);
        if (table.Length < 12)
        {
            return null;
        }

        var fields = new LittleEndianReader(table);
        var namesThisImage = fields.ReadUInt32() == IsoFormat.FirstDescriptorSector && fields.ReadUInt32() == sector;
        return namesThisImage ? fields.ReadUInt32() : null;
    }
}
