using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>A directory record that was read; only its own lengths are checked.</summary>
internal sealed record IsoRawRecord(
    long StartSector, long SizeBytes, byte Flags, ReadOnlyMemory<byte> Identifier, ReadOnlyMemory<byte> SystemUse)
{
    private const byte AssociatedFlag = 0x04;

    internal bool IsDirectory => (Flags & IsoFormat.DirectoryFlag) != 0;

    internal bool HasMoreSections => (Flags & IsoFormat.MultiExtentFlag) != 0;

    /// <summary>A resource fork of old Apple systems.</summary>
    internal bool IsAssociated => (Flags & AssociatedFlag) != 0;

    internal bool IsSelf => Identifier.Span is [0];

    internal bool IsParent => Identifier.Span is [1];

    /// <summary>Reads the record at the start of <paramref name="bytes"/>, which end with its sector.</summary>
    internal static IsoRawRecord Read(ReadOnlyMemory<byte> bytes, string directory)
    {
        var length = bytes.Span[0];
        if (length < IsoFormat.RecordHeaderBytes + 1 || length > bytes.Length)
        {
            throw new InvalidInputException(
                "IMG2261",
                $"ISO image: a record of {length} bytes in \"/{directory}\" is too short or crosses its sector.");
        }

        var fields = new LittleEndianReader(bytes.Span[..length]);
        fields.Skip(1);
        var attributeSectors = fields.ReadByte();
        var sector = fields.ReadUInt32();
        fields.Skip(4);
        var size = fields.ReadUInt32();
        fields.Skip(4 + 7);                                    // big endian twin, date
        var (flags, unit, gap) = (fields.ReadByte(), fields.ReadByte(), fields.ReadByte());
        fields.Skip(4);
        var identifierBytes = fields.ReadByte();
        if (identifierBytes == 0 || identifierBytes > fields.RemainingBytes)
        {
            throw new InvalidInputException(
                "IMG2276", $"ISO image: a record in \"/{directory}\" has a name of {identifierBytes} bytes.");
        }

        if (unit != 0 || gap != 0)
        {
            throw new UnsupportedException(
                "IMG3231", $"ISO image: a file in \"/{directory}\" is interleaved, which is not supported.");
        }

        var systemUse = Math.Min(IsoRecord.PaddedHeaderBytes(identifierBytes), length);
        return new(
            (long)sector + attributeSectors,
            size,
            flags,
            bytes.Slice(IsoFormat.RecordHeaderBytes, identifierBytes),
            bytes[systemUse..length]);
    }
}
