using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>Numbers and field forms that the writer and the reader share (ECMA-119, 4th edition).</summary>
internal static class IsoFormat
{
    internal const int SectorBytes = 2048;
    internal const int FirstDescriptorSector = 16;
    internal const int MaxIdentifierBytes = 222;
    internal const int RecordHeaderBytes = 33;
    internal const int MaxRecordBytes = 254;

    /// <summary>The largest section of a file that is a whole number of sectors and fits 32 bits.</summary>
    internal const uint MaxSectionBytes = 0xFFFF_F800;

    internal const byte DirectoryFlag = 0x02;
    internal const byte MultiExtentFlag = 0x80;

    internal const string StandardId = "CD001";
    internal const string ElToritoSystemId = "EL TORITO SPECIFICATION";

    internal static ReadOnlySpan<byte> JolietEscape => "%/E"u8;

    internal static long SectorsOf(long bytes) => (bytes + SectorBytes - 1) / SectorBytes;

    /// <summary>A 16-bit number, little endian then big endian (ECMA-119, 7.2.3).</summary>
    internal static void WriteBoth16(this ref LittleEndianWriter writer, ushort value)
    {
        writer.WriteUInt16(value);
        BinaryPrimitives.WriteUInt16BigEndian(writer.Reserve(sizeof(ushort)), value);
    }

    /// <summary>A 32-bit number, little endian then big endian (ECMA-119, 7.3.3).</summary>
    internal static void WriteBoth32(this ref LittleEndianWriter writer, uint value)
    {
        writer.WriteUInt32(value);
        BinaryPrimitives.WriteUInt32BigEndian(writer.Reserve(sizeof(uint)), value);
    }

    /// <summary>The 7-byte date of directory records and Rock Ridge, in UTC (ECMA-119, 9.1.5).</summary>
    internal static void WriteShortDate(this ref LittleEndianWriter writer, SourceDateEpoch epoch)
    {
        var date = epoch.Utc;
        writer.WriteByte(
            (byte)(date.Year - 1900), (byte)date.Month, (byte)date.Day,
            (byte)date.Hour, (byte)date.Minute, (byte)date.Second, 0);
    }

    /// <summary>The 17-byte date of volume descriptors, in UTC; null writes "not specified" (ECMA-119,
    /// 8.4.26.1).</summary>
    internal static void WriteLongDate(this ref LittleEndianWriter writer, SourceDateEpoch? epoch)
    {
        writer.WriteAscii(epoch is { } set ? $"{set.Utc:yyyyMMddHHmmss}00" : "0000000000000000");
        writer.WriteByte(0);
    }
}
