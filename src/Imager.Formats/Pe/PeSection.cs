using System.Text;
using Imager.Formats.Binary;

namespace Imager.Formats.Pe;

/// <summary>One row of a PE section table.</summary>
/// <remarks>
/// 40 bytes, little-endian (PE format, "Section Table"). <c>Name</c>: at most 8 ASCII bytes. <c>VirtualAddress</c>: where
/// the section is loaded, relative to the image base. <c>RawOffsetBytes</c> and <c>RawSizeBytes</c>: where its bytes lie in
/// the file; <c>VirtualSizeBytes</c>: how many of them count.
/// </remarks>
public sealed record PeSection(
    string Name, uint VirtualSizeBytes, uint VirtualAddress, uint RawSizeBytes, uint RawOffsetBytes, uint Characteristics)
{
    /// <summary>Bytes of one row.</summary>
    public const int SizeBytes = 40;

    /// <summary>Bytes of the name field.</summary>
    public const int MaxNameBytes = 8;

    /// <summary>Initialised data, readable: what sections of a UKI are.</summary>
    public const uint ReadOnlyData = 0x4000_0040;

    /// <summary>The first address behind the section in memory.</summary>
    public long VirtualEnd => (long)VirtualAddress + Math.Max(VirtualSizeBytes, RawSizeBytes);

    /// <summary>The first byte behind the section in the file.</summary>
    public long RawEndBytes => (long)RawOffsetBytes + RawSizeBytes;

    /// <summary>Bytes that mean something: the raw ones without the padding.</summary>
    public uint ContentBytes => VirtualSizeBytes == 0 ? RawSizeBytes : Math.Min(VirtualSizeBytes, RawSizeBytes);

    /// <summary>Fills exactly <see cref="SizeBytes"/> bytes; relocations and line numbers are zero.</summary>
    public void WriteTo(Span<byte> row)
    {
        var fields = new LittleEndianWriter(row);
        fields.WriteAscii(Name, MaxNameBytes, 0);
        fields.WriteUInt32(VirtualSizeBytes, VirtualAddress, RawSizeBytes, RawOffsetBytes, 0, 0, 0, Characteristics);
        fields.EnsureFull();
    }

    /// <summary>Reads a row of <see cref="SizeBytes"/> bytes; every value is possible.</summary>
    public static PeSection Read(ReadOnlySpan<byte> row)
    {
        var fields = new LittleEndianReader(row);
        var name = Encoding.Latin1.GetString(fields.ReadBytes(MaxNameBytes)).TrimEnd('\0');
        var (virtualSize, address) = (fields.ReadUInt32(), fields.ReadUInt32());
        var (rawSize, rawOffset) = (fields.ReadUInt32(), fields.ReadUInt32());
        fields.Skip(12);
        return new(name, virtualSize, address, rawSize, rawOffset, fields.ReadUInt32());
    }
}
