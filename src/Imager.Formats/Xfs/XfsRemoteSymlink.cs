using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Xfs;

/// <summary>The target of a symbolic link that does not fit its inode: one block, header 56 bytes, then the text.</summary>
/// <remarks>struct xfs_dsymlink_hdr, xfs_format.h.</remarks>
internal static class XfsRemoteSymlink
{
    /// <summary>Longest target that Linux accepts on XFS.</summary>
    public const int MaxTargetBytes = 1024;

    private const int HeaderBytes = 56;
    private const uint Magic = 0x5853_4C4D;
    private const int CrcOffset = 12;

    public static byte[] Write(ReadOnlySpan<byte> target, XfsBlockHome home, int blockBytes)
    {
        var block = new byte[blockBytes];
        var fields = new BigEndianWriter(block.AsSpan(0, HeaderBytes));
        fields.WriteUInt32(Magic, 0, (uint)target.Length);      // offset of this piece: 0
        var crc = fields.Reserve(4);
        fields.WriteGuid(home.Uuid);
        fields.WriteUInt64(home.Owner, home.DiskAddress, 0);
        fields.EnsureFull();
        target.CopyTo(block.AsSpan(HeaderBytes));
        XfsChecksum.Seal(block, crc);
        return block;
    }

    /// <exception cref="InvalidInputException">Magic, length or checksum is wrong.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> block, ulong inode, long targetBytes) =>
        targetBytes is > 0 and <= MaxTargetBytes
        && targetBytes <= block.Length - HeaderBytes
        && BinaryPrimitives.ReadUInt32BigEndian(block) == Magic
        && XfsChecksum.IsRight(block, CrcOffset)
            ? block.Slice(HeaderBytes, (int)targetBytes)
            : throw new InvalidInputException(
                "IMG2306", $"XFS symbolic link (inode {inode}): its block of {targetBytes} bytes is damaged (magic, length or CRC-32C).");
}
