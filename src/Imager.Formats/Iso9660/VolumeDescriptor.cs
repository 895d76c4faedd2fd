using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>Writes the descriptors from sector 16 on (ECMA-119, 8; El Torito 1.0, figure 7).</summary>
internal static class VolumeDescriptor
{
    internal const byte BootRecordType = 0;
    internal const byte PrimaryType = 1;
    internal const byte SupplementaryType = 2;
    internal const byte TerminatorType = 255;

    internal static byte[] BootRecord(long catalogSector)
    {
        var bytes = Begin(BootRecordType, out var fields);
        fields.WriteAscii(IsoFormat.ElToritoSystemId, 32, 0);
        fields.WriteZero(32);
        fields.WriteUInt32((uint)catalogSector);
        return bytes;
    }

    internal static byte[] Terminator() => Begin(TerminatorType, out _);

    /// <summary>The primary descriptor, or with <paramref name="joliet"/> the supplementary one.</summary>
    internal static byte[] Volume(IsoOptions options, VolumeTables tables, long volumeSectors, bool joliet)
    {
        var bytes = Begin(joliet ? SupplementaryType : PrimaryType, out var fields);
        fields.WriteZero(1);                                   // flags
        WriteText(ref fields, options.SystemId, 32, joliet);
        WriteText(ref fields, options.VolumeId, 32, joliet);
        fields.WriteZero(8);
        fields.WriteBoth32((uint)volumeSectors);
        (joliet ? IsoFormat.JolietEscape : default).CopyTo(fields.Reserve(32));
        fields.WriteBoth16(1);                                 // volume set size
        fields.WriteBoth16(1);                                 // sequence number
        fields.WriteBoth16(IsoFormat.SectorBytes);
        fields.WriteBoth32((uint)tables.Tree.PathTableBytes);
        fields.WriteUInt32((uint)tables.LittleEndianSector, 0);
        BinaryPrimitives.WriteUInt32BigEndian(fields.Reserve(sizeof(uint)), (uint)tables.BigEndianSector);
        fields.WriteZero(4);
        new IsoRecord([0], SuspArea.Empty) { Directory = tables.Tree.Root }.WriteTo(fields.Reserve(34), options.Epoch);
        WriteText(ref fields, options.VolumeSetId, 128, joliet);
        WriteText(ref fields, options.PublisherId, 128, joliet);
        WriteText(ref fields, options.PreparerId, 128, joliet);
        WriteText(ref fields, options.ApplicationId, 128, joliet);
        for (var file = 0; file < 3; file++)
        {
            WriteText(ref fields, string.Empty, 37, joliet);   // copyright, abstract, bibliography
        }

        fields.WriteLongDate(options.Epoch);                   // creation
        fields.WriteLongDate(options.Epoch);                   // modification
        fields.WriteLongDate(null);                            // expiration
        fields.WriteLongDate(null);                            // effective
        fields.WriteByte(1, 0);                                // file structure version
        return bytes;
    }

    private static byte[] Begin(byte type, out LittleEndianWriter fields)
    {
        var bytes = new byte[IsoFormat.SectorBytes];
        fields = new LittleEndianWriter(bytes);
        fields.WriteByte(type);
        fields.WriteAscii(IsoFormat.StandardId);
        fields.WriteByte(1);
        return bytes;
    }

    private static void WriteText(ref LittleEndianWriter fields, string text, int widthBytes, bool joliet)
    {
        if (!joliet)
        {
            fields.WriteAscii(text, widthBytes, (byte)' ');
            return;
        }

        var wide = text[..Math.Min(text.Length, widthBytes / 2)].PadRight(widthBytes / 2);
        Encoding.BigEndianUnicode.GetBytes(wide, fields.Reserve(widthBytes));
    }
}
