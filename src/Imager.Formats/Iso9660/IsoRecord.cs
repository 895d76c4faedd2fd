using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>One entry of a directory (ECMA-119, 9.1): a file section, a subdirectory, or <c>.</c> and
/// <c>..</c>.</summary>
internal sealed record IsoRecord(byte[] Identifier, SuspArea SystemUse)
{
    /// <summary>The directory this record names, or null for a file.</summary>
    internal IsoDirectory? Directory { get; init; }

    /// <summary>The content this record names a section of, or null for a directory or symbolic link.</summary>
    internal IsoContent? Content { get; init; }

    /// <summary>Which section of the content.</summary>
    internal int Section { get; init; }

    internal int SizeBytes => PaddedHeaderBytes(Identifier.Length) + ((SystemUse.SizeBytes + 1) & ~1);

    /// <summary>Header and identifier, padded to an even number.</summary>
    internal static int PaddedHeaderBytes(int identifierBytes) =>
        (IsoFormat.RecordHeaderBytes + identifierBytes + 1) & ~1;

    internal void WriteTo(Span<byte> destination, SourceDateEpoch epoch)
    {
        var (sector, sizeBytes, flags) = Target();
        destination.Clear();
        var fields = new LittleEndianWriter(destination);
        fields.WriteByte((byte)SizeBytes, 0);                  // length, extended attribute length
        fields.WriteBoth32(sector);
        fields.WriteBoth32(sizeBytes);
        fields.WriteShortDate(epoch);
        fields.WriteByte(flags, 0, 0);                         // flags, unit size, gap
        fields.WriteBoth16(1);                                 // volume sequence number
        fields.WriteByte((byte)Identifier.Length);
        fields.WriteBytes(Identifier);
        fields.WriteZero(PaddedHeaderBytes(Identifier.Length) - fields.PositionBytes);
        SystemUse.WriteTo(fields.Reserve(SystemUse.SizeBytes));
        fields.WriteZero(destination.Length - fields.PositionBytes);
        fields.EnsureFull();
    }

    private (uint Sector, uint SizeBytes, byte Flags) Target()
    {
        if (Directory is not null)
        {
            return ((uint)Directory.StartSector, (uint)Directory.SizeBytes, IsoFormat.DirectoryFlag);
        }

        if (Content is null || Content.LengthBytes == 0)
        {
            return (0, 0, 0);
        }

        var offset = (long)Section * IsoFormat.MaxSectionBytes;
        var last = Section == Content.SectionCount - 1;
        return (
            (uint)(Content.StartSector + (offset / IsoFormat.SectorBytes)),
            (uint)Math.Min(Content.LengthBytes - offset, IsoFormat.MaxSectionBytes),
            last ? (byte)0 : IsoFormat.MultiExtentFlag);
    }
}
