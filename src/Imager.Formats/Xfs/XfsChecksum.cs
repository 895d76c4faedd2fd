using System.Buffers.Binary;
using Imager.Core;

namespace Imager.Formats.Xfs;

/// <summary>CRC-32C over a whole metadata object with the field zeroed, stored little-endian in a big-endian world.</summary>
internal static class XfsChecksum
{
    public static void Seal(ReadOnlySpan<byte> metadata, Span<byte> zeroedField) =>
        BinaryPrimitives.WriteUInt32LittleEndian(zeroedField, Crc32C.Compute(metadata));

    public static bool IsRight(ReadOnlySpan<byte> metadata, int fieldOffset)
    {
        var register = Crc32C.Raw(uint.MaxValue, metadata[..fieldOffset]);
        register = Crc32C.Raw(register, stackalloc byte[4]);
        register = Crc32C.Raw(register, metadata[(fieldOffset + 4)..]);
        return ~register == BinaryPrimitives.ReadUInt32LittleEndian(metadata[fieldOffset..]);
    }
}
