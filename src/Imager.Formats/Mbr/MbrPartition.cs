using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Mbr;

/// <summary>One of the four entries of an MBR partition table.</summary>
/// <remarks>
/// 16 bytes, little-endian (UEFI 2.10, table 5.2): status, CHS of the first sector, type, CHS of the last sector, first
/// LBA (u32), sector count (u32). <c>FirstChs</c> and <c>LastChs</c> are the three stored bytes as head + sector·2^8 +
/// cylinder·2^16, which nothing reads any more. An unused entry has type 0.
/// </remarks>
public sealed record MbrPartition(byte Status, byte Type, Lba FirstLba, uint SectorCount, uint FirstChs, uint LastChs)
{
    /// <summary>Bytes of one entry.</summary>
    public const int SizeBytes = 16;

    /// <summary>Status of the partition that a BIOS of old calls active.</summary>
    public const byte ActiveStatus = 0x80;

    /// <summary>Type of the entry that protects a GPT from old tools.</summary>
    public const byte ProtectiveType = 0xEE;

    /// <summary>Type of an EFI system partition in an MBR.</summary>
    public const byte EfiSystemType = 0xEF;

    /// <summary>CHS of an address that CHS cannot express.</summary>
    public const uint ChsBeyondReach = 0xFF_FFFF;

    /// <summary>An entry that is not used.</summary>
    public static MbrPartition Unused { get; } = new(0, 0, new Lba(0), 0, 0, 0);

    /// <summary>Whether the entry describes a partition.</summary>
    public bool IsUsed => Type != 0;

    /// <summary>Fills exactly <see cref="SizeBytes"/> bytes.</summary>
    public void WriteTo(Span<byte> entry)
    {
        var fields = new LittleEndianWriter(entry);
        fields.WriteUInt32(Status | (FirstChs << 8));
        fields.WriteUInt32(Type | (LastChs << 8));
        fields.WriteUInt32(checked((uint)FirstLba.Value), SectorCount);
        fields.EnsureFull();
    }

    /// <summary>Reads an entry of <see cref="SizeBytes"/> bytes; every value is possible.</summary>
    public static MbrPartition Read(ReadOnlySpan<byte> entry)
    {
        var fields = new LittleEndianReader(entry);
        var (first, last) = (fields.ReadUInt32(), fields.ReadUInt32());
        var firstLba = new Lba(fields.ReadUInt32());
        return new((byte)first, (byte)last, firstLba, fields.ReadUInt32(), first >> 8, last >> 8);
    }
}
