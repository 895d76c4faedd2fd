using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Vhd;

/// <summary>The 512 bytes at the end of every VHD, and a copy at the start of a dynamic one; big-endian.</summary>
/// <remarks>
/// Microsoft, Virtual Hard Disk Image Format Specification 1.0. The geometry is always the largest one, 65535/16/255, as
/// <c>qemu-img -o force_size</c> writes it: readers then take the exact size from its own field.
/// </remarks>
internal sealed record VhdFooter(VhdType Type, long DiskBytes, Guid Id)
{
    public const int SizeBytes = 512;

    private const int ChecksumOffset = 64;
    private const uint Version = 0x0001_0000;
    private const uint MaxGeometry = 0xFFFF_10FF;
    private const long SecondsTo2000 = 946_684_800;

    /// <summary>Where the header of a dynamic disk lies.</summary>
    public long HeaderOffset { get; init; } = -1;

    public byte[] Write(SourceDateEpoch epoch)
    {
        var bytes = new byte[SizeBytes];
        var fields = new BigEndianWriter(bytes);
        fields.WriteAscii("conectix");
        fields.WriteUInt32(2, Version);                                 // features: reserved bit
        fields.WriteUInt64((ulong)HeaderOffset);
        fields.WriteUInt32((uint)Math.Clamp(epoch.Seconds - SecondsTo2000, 0, uint.MaxValue));
        fields.WriteAscii("qem2");                                      // readers believe the size of this creator
        fields.WriteUInt32(0x0005_0003);
        fields.WriteAscii("Wi2k");
        fields.WriteUInt64((ulong)DiskBytes, (ulong)DiskBytes);         // original and current size
        fields.WriteUInt32(MaxGeometry, (uint)Type);
        var checksum = fields.Reserve(4);
        fields.WriteGuid(Id);
        fields.WriteZero(SizeBytes - fields.PositionBytes);             // no saved state
        fields.EnsureFull();
        BinaryPrimitives.WriteUInt32BigEndian(checksum, ChecksumOf(bytes));
        return bytes;
    }

    /// <summary>One's complement of the sum of all bytes, the checksum's own field being zero.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> structure)
    {
        var sum = 0u;
        foreach (var value in structure)
        {
            sum += value;
        }

        return ~sum;
    }

    /// <summary>Whether the stored checksum is right.</summary>
    public static bool HasRightChecksum(ReadOnlySpan<byte> structure, int fieldOffset)
    {
        var copy = structure.ToArray();
        copy.AsSpan(fieldOffset, 4).Clear();
        return ChecksumOf(copy) == BinaryPrimitives.ReadUInt32BigEndian(structure[fieldOffset..]);
    }

    public static bool HasMagic(ReadOnlySpan<byte> bytes) => bytes.StartsWith("conectix"u8);

    /// <exception cref="InvalidInputException">No VHD footer, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A differencing disk.</exception>
    public static VhdFooter Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SizeBytes || !HasMagic(bytes) || !HasRightChecksum(bytes, ChecksumOffset))
        {
            throw new InvalidInputException(
                "IMG2351", "not a VHD: the last 512 bytes do not start with \"conectix\", or their checksum at byte 64 is wrong.");
        }

        var fields = new BigEndianReader(bytes);
        fields.Skip(12);
        var version = fields.ReadUInt32();
        var headerOffset = fields.ReadUInt64();
        fields.Skip(24);
        var size = fields.ReadUInt64();
        fields.Skip(4);
        var type = (VhdType)fields.ReadUInt32();
        fields.Skip(4);
        var id = fields.ReadGuid();
        if (type is not (VhdType.Fixed or VhdType.Dynamic) || version != Version)
        {
            throw new UnsupportedException(
                "IMG3252", $"VHD of type {(uint)type} and version 0x{version:X}: fixed (2) and dynamic (3) disks of version 1.0 can be read.");
        }

        return size is > 0 and <= VhdImage.MaxDiskBytes && size % 512 == 0
            ? new VhdFooter(type, (long)size, id) { HeaderOffset = (long)headerOffset }
            : throw new InvalidInputException(
                "IMG2352", $"VHD footer: the disk size {size} is not a multiple of 512 from 512 to {VhdImage.MaxDiskBytes}.");
    }
}
