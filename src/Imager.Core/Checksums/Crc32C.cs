using System.Buffers.Binary;
using System.Numerics;

namespace Imager.Core;

/// <summary>CRC-32C (Castagnoli), as in XFS and ext4: reflected polynomial 0x82F63B78, start and final XOR all ones.</summary>
public static class Crc32C
{
    /// <summary>The checksum of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => ~Raw(uint.MaxValue, data);

    /// <summary>The register after <paramref name="data"/>, without start value or final XOR (ext4 chains these).</summary>
    public static uint Raw(uint register, ReadOnlySpan<byte> data)
    {
        while (data.Length >= 8)
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[8..];
        }

        foreach (var value in data)
        {
            register = BitOperations.Crc32C(register, value);
        }

        return register;
    }
}
