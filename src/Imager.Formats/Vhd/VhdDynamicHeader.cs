using System.Buffers.Binary;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Vhd;

/// <summary>The 1024-byte header of a dynamic VHD: where the block table lies and how large a block is.</summary>
internal sealed record VhdDynamicHeader(long TableOffset, int TableEntries, int BlockBytes)
{
    public const int SizeBytes = 1024;

    private const int ChecksumOffset = 36;
    private const int MinBlockBytes = 4096, MaxBlockBytes = 256 << 20, MaxTableEntries = 1 << 22;

    public byte[] Write()
    {
        var bytes = new byte[SizeBytes];
        var fields = new BigEndianWriter(bytes);
        fields.WriteAscii("cxsparse");
        fields.WriteUInt64(ulong.MaxValue, (ulong)TableOffset);
        fields.WriteUInt32(0x0001_0000, (uint)TableEntries, (uint)BlockBytes);
        var checksum = fields.Reserve(4);
        fields.WriteZero(SizeBytes - fields.PositionBytes);             // no parent
        fields.EnsureFull();
        BinaryPrimitives.WriteUInt32BigEndian(checksum, VhdFooter.ChecksumOf(bytes));
        return bytes;
    }

    /// <exception cref="InvalidInputException">Magic, checksum or a number is wrong.</exception>
    public static VhdDynamicHeader Read(ReadOnlySpan<byte> bytes, long diskBytes)
    {
        var isHeader = bytes.Length >= SizeBytes
            && bytes.StartsWith("cxsparse"u8)
            && VhdFooter.HasRightChecksum(bytes[..SizeBytes], ChecksumOffset);
        var fields = new BigEndianReader(isHeader ? bytes : new byte[SizeBytes]);
        fields.Skip(16);
        var tableOffset = fields.ReadUInt64();
        fields.Skip(4);
        var (entries, blockBytes) = (fields.ReadUInt32(), fields.ReadUInt32());
        return isHeader
            && blockBytes is >= MinBlockBytes and <= MaxBlockBytes
            && uint.IsPow2(blockBytes)
            && entries <= MaxTableEntries
            && (long)entries * blockBytes >= diskBytes
            && tableOffset <= long.MaxValue / 2
                ? new VhdDynamicHeader((long)tableOffset, (int)entries, (int)blockBytes)
                : throw new InvalidInputException(
                    "IMG2353",
                    $"VHD: the header of the dynamic disk is damaged (magic \"cxsparse\", checksum, {entries} blocks of {blockBytes} bytes "
                    + $"for a disk of {diskBytes} bytes, table at {tableOffset}).");
    }
}
