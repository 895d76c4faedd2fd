using System.Buffers;
using System.Buffers.Binary;

namespace Imager.Formats.Squashfs;

/// <summary>A table of metadata: blocks of 8 KiB, each behind 16 bits that tell its stored length.</summary>
/// <remarks>The length's top bit is set when the block is stored as it is. A reference to a place is the stored block's offset
/// in the table, shifted left by 16, and the offset in the plain block.</remarks>
internal sealed class MetadataWriter(IBlockEncoder encoder)
{
    private const ushort StoredPlain = 0x8000;

    private readonly ArrayBufferWriter<byte> stored = new();
    private readonly List<long> blockOffsets = [];
    private readonly byte[] block = new byte[SquashfsSuperblock.MetadataBytes];
    private readonly byte[] compressed = new byte[SquashfsSuperblock.MetadataBytes];
    private int used;

    /// <summary>Where the stored block begins that the next byte goes to.</summary>
    internal uint BlockOffset => (uint)stored.WrittenCount;

    /// <summary>The next byte's offset in its plain block.</summary>
    internal ushort Offset => (ushort)used;

    internal ulong Reference => ((ulong)BlockOffset << 16) | Offset;

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, block.Length - used)];
            part.CopyTo(block.AsSpan(used));
            used += part.Length;
            bytes = bytes[part.Length..];
            if (used == block.Length)
            {
                Flush();
            }
        }
    }

    /// <summary>Ends the table: its stored bytes, and the offsets of its blocks in them.</summary>
    internal (byte[] Bytes, IReadOnlyList<long> BlockOffsets) End()
    {
        Flush();
        return (stored.WrittenSpan.ToArray(), blockOffsets);
    }

    private void Flush()
    {
        if (used == 0)
        {
            return;
        }

        blockOffsets.Add(stored.WrittenCount);
        var plain = block.AsSpan(0, used);
        var length = encoder.Compress(plain, compressed.AsSpan(0, used - 1));
        Span<byte> header = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(header, length > 0 ? (ushort)length : (ushort)(StoredPlain | used));
        stored.Write(header);
        stored.Write(length > 0 ? compressed.AsSpan(0, length) : plain);
        used = 0;
    }
}
