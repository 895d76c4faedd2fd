using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Mbr;

/// <summary>The first 512 bytes of a disk: boot code and four partitions.</summary>
/// <remarks>
/// UEFI 2.10, section 5.2.1: boot code 0-439, disk signature 440-443 (u32), two zero bytes, four entries of 16 bytes from
/// 446, <c>55 AA</c> at 510, whatever the sector size. <c>BootCode</c> holds at most 446 bytes; longer than 440 it also
/// covers the signature, which must then be 0. <c>Partitions</c> holds at most four entries.
/// </remarks>
public sealed record MasterBootRecord(
    ReadOnlyMemory<byte> BootCode, uint DiskSignature, IReadOnlyList<MbrPartition> Partitions)
{
    /// <summary>Bytes of the record; the rest of a larger sector is zero.</summary>
    public const int SizeBytes = 512;

    /// <summary>Boot code up to the disk signature.</summary>
    public const int BootCodeBytes = 440;

    /// <summary>Boot code up to the partition table.</summary>
    public const int MaxBootCodeBytes = 446;

    private const int EntryCount = 4;
    private const ushort BootSignature = 0xAA55;

    /// <summary>The record that keeps tools without GPT support away from a GPT disk.</summary>
    /// <remarks>
    /// UEFI 2.10, table 5.4: one 0xEE entry from LBA 1 to the end, its count capped at 0xFFFFFFFF. <c>active</c> sets
    /// status 0x80, against the letter of UEFI, for BIOSes that boot only a disk with an active partition.
    /// </remarks>
    public static MasterBootRecord Protective(long diskSectors, ReadOnlyMemory<byte> bootCode, bool active)
    {
        var count = (uint)Math.Min(diskSectors - 1, uint.MaxValue);
        var status = active ? MbrPartition.ActiveStatus : (byte)0;
        return new(
            bootCode,
            0,
            [new(status, MbrPartition.ProtectiveType, new Lba(1), count, 0x00_0200, MbrPartition.ChsBeyondReach)]);
    }

    /// <summary>Whether one of the entries is the protective one that EDK2 asks for: type 0xEE, first LBA 1.</summary>
    public bool IsProtective =>
        Partitions.Any(partition => partition is { Type: MbrPartition.ProtectiveType, FirstLba.Value: 1 });

    /// <summary>Fills exactly <see cref="SizeBytes"/> bytes.</summary>
    /// <exception cref="InvalidInputException">The boot code is longer than <see cref="MaxBootCodeBytes"/> bytes, or
    /// longer than <see cref="BootCodeBytes"/> together with a disk signature.</exception>
    public void WriteTo(Span<byte> record)
    {
        CheckBootCode(BootCode.Length, DiskSignature);
        var fields = new LittleEndianWriter(record[..SizeBytes]);
        fields.WriteBytes(BootCode.Span);
        if (BootCode.Length <= BootCodeBytes)
        {
            fields.WriteZero(BootCodeBytes - BootCode.Length);
            fields.WriteUInt32(DiskSignature);
        }

        fields.WriteZero(MaxBootCodeBytes - fields.PositionBytes);
        for (var index = 0; index < EntryCount; index++)
        {
            var partition = index < Partitions.Count ? Partitions[index] : MbrPartition.Unused;
            partition.WriteTo(fields.Reserve(MbrPartition.SizeBytes));
        }

        fields.WriteUInt16(BootSignature);
        fields.EnsureFull();
    }

    /// <summary>Reads a record; null when the bytes are too few or the 55 AA mark is missing.</summary>
    public static MasterBootRecord? TryRead(ReadOnlySpan<byte> record)
    {
        if (record.Length < SizeBytes)
        {
            return null;
        }

        var fields = new LittleEndianReader(record);
        var bootCode = fields.ReadBytes(BootCodeBytes).ToArray();
        var signature = fields.ReadUInt32();
        fields.Skip(MaxBootCodeBytes - fields.PositionBytes);
        var partitions = new MbrPartition[EntryCount];
        for (var index = 0; index < EntryCount; index++)
        {
            partitions[index] = MbrPartition.Read(fields.ReadBytes(MbrPartition.SizeBytes));
        }

        return fields.ReadUInt16() == BootSignature ? new(bootCode, signature, partitions) : null;
    }

    internal static void CheckBootCode(int lengthBytes, uint diskSignature)
    {
        if (lengthBytes > MaxBootCodeBytes)
        {
            throw new InvalidInputException(
                "IMG2200",
                $"MBR boot code has {lengthBytes} bytes; {MaxBootCodeBytes} fit before the partition table. "
                + $"Pass the first {BootCodeBytes} bytes of GRUB's boot.img.");
        }

        if (lengthBytes > BootCodeBytes && diskSignature != 0)
        {
            throw new InvalidInputException(
                "IMG2201",
                $"MBR boot code has {lengthBytes} bytes and covers the disk signature 0x{diskSignature:X8} at byte 440. "
                + $"Cut it to {BootCodeBytes} bytes or set the signature to 0.");
        }
    }
}
