using System.Numerics;

namespace Imager.Formats.Xfs;

/// <summary>The hash that orders the names of a directory (xfs_da_hashname).</summary>
internal static class XfsNameHash
{
    public static uint Compute(ReadOnlySpan<byte> name)
    {
        var hash = 0u;
        for (; name.Length >= 4; name = name[4..])
        {
            hash = ((uint)name[0] << 21) ^ ((uint)name[1] << 14) ^ ((uint)name[2] << 7) ^ name[3]
                ^ BitOperations.RotateLeft(hash, 28);
        }

        return name.Length switch
        {
            3 => ((uint)name[0] << 14) ^ ((uint)name[1] << 7) ^ name[2] ^ BitOperations.RotateLeft(hash, 21),
            2 => ((uint)name[0] << 7) ^ name[1] ^ BitOperations.RotateLeft(hash, 14),
            1 => name[0] ^ BitOperations.RotateLeft(hash, 7),
            _ => hash,
        };
    }
}
