using System.Buffers.Binary;
using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>The boot catalog (El Torito 1.0, section 2): one 2048-byte sector of 32-byte entries.</summary>
internal static class ElToritoCatalog
{
    internal const byte BiosPlatform = 0x00;
    internal const byte EfiPlatform = 0xEF;
    internal const byte BootableIndicator = 0x88;
    internal const byte ValidationId = 1;
    internal const byte FinalHeader = 0x91;
    internal const byte MoreHeaders = 0x90;
    internal const int EntryBytes = 32;

    /// <summary>Firmware units: the counts are in 512 bytes whatever the medium.</summary>
    internal const int VirtualSectorBytes = 512;

    /// <summary>What BIOS firmware loads of the image; GRUB's cdboot then loads the rest itself.</summary>
    private const ushort BiosSectorCount = 4;

    /// <summary>BIOS as the default entry (SeaBIOS tries no other), UEFI in a section; UEFI alone as the
    /// default.</summary>
    internal static byte[] ToBytes(long? biosSector, long? espSector, long espBytes)
    {
        var bytes = new byte[IsoFormat.SectorBytes];
        var fields = new LittleEndianWriter(bytes);
        WriteValidation(fields.Reserve(EntryBytes), biosSector is null ? EfiPlatform : BiosPlatform);
        if (biosSector is { } bios)
        {
            WriteEntry(ref fields, BiosSectorCount, bios);
        }

        if (espSector is { } esp)
        {
            if (biosSector is not null)
            {
                fields.WriteByte(FinalHeader, EfiPlatform);
                fields.WriteUInt16(1);                         // entries in this section
                fields.WriteZero(28);
            }

            WriteEntry(ref fields, EfiSectorCount(espBytes), esp);
        }

        fields.WriteZero(bytes.Length - fields.PositionBytes);
        fields.EnsureFull();
        return bytes;
    }

    /// <summary>Exact where 16 bits hold it, else 0, "to the end of the volume": EDK2 cuts a FAT off at any other
    /// value.</summary>
    private static ushort EfiSectorCount(long espBytes)
    {
        var count = (espBytes + VirtualSectorBytes - 1) / VirtualSectorBytes;
        return count <= ushort.MaxValue ? (ushort)count : (ushort)0;
    }

    private static void WriteValidation(Span<byte> entry, byte platform)
    {
        var fields = new LittleEndianWriter(entry);
        fields.WriteByte(ValidationId, platform, 0, 0);
        fields.WriteZero(24);                                  // manufacturer
        var checksum = fields.Reserve(sizeof(ushort));         // makes the sixteen words add up to zero
        fields.WriteByte(0x55, 0xAA);
        fields.EnsureFull();
        ushort sum = 0;
        for (var offset = 0; offset < EntryBytes; offset += sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(entry[offset..]);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(checksum, (ushort)-sum);
    }

    private static void WriteEntry(ref LittleEndianWriter fields, ushort virtualSectors, long sector)
    {
        fields.WriteByte(BootableIndicator, 0);                // no emulation
        fields.WriteUInt16(0);                                 // load segment: the default, 0x7C0
        fields.WriteByte(0, 0);
        fields.WriteUInt16(virtualSectors);
        fields.WriteUInt32((uint)sector);
        fields.WriteZero(20);
    }
}
