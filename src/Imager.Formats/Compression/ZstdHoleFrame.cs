using Imager.Formats.Binary;

namespace Imager.Formats.Compression;

/// <summary>A Zstandard frame of nothing but zeros, made of run-length blocks: 4 bytes for every 128 KiB.</summary>
/// <remarks>RFC 8878, section 3.1.1: magic, descriptor, window of 128 KiB, content size in 8 bytes, blocks.</remarks>
internal static class ZstdHoleFrame
{
    private const int HeaderBytes = 14;
    private const int BlockBytes = 4;
    private const int MaxBlockContentBytes = 128 << 10;
    private const uint Magic = 0xFD2F_B528;
    private const byte EightByteContentSize = 0xC0;
    private const byte Window128KiB = (17 - 10) << 3;
    private static readonly byte[] FullBlocks = RepeatedBlocks(4096);

    internal static void Write(long lengthBytes, Stream destination)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var fields = new LittleEndianWriter(header);
        fields.WriteUInt32(Magic);
        fields.WriteByte(EightByteContentSize, Window128KiB);
        fields.WriteUInt64((ulong)lengthBytes);
        fields.EnsureFull();
        destination.Write(header);

        var fullBlocks = (lengthBytes - 1) / MaxBlockContentBytes;
        for (var left = fullBlocks * BlockBytes; left > 0; left -= FullBlocks.Length)
        {
            destination.Write(FullBlocks, 0, (int)Math.Min(left, FullBlocks.Length));
        }

        Span<byte> last = stackalloc byte[BlockBytes];
        WriteBlock(last, (int)(lengthBytes - (fullBlocks * MaxBlockContentBytes)), isLast: true);
        destination.Write(last);
    }

    private static byte[] RepeatedBlocks(int count)
    {
        var bytes = new byte[count * BlockBytes];
        for (var index = 0; index < count; index++)
        {
            WriteBlock(bytes.AsSpan(index * BlockBytes, BlockBytes), MaxBlockContentBytes, isLast: false);
        }

        return bytes;
    }

    /// <summary>Three bytes: last flag, type in two bits, size in 21; then the byte to repeat.</summary>
    private static void WriteBlock(Span<byte> block, int contentBytes, bool isLast)
    {
        const int runLengthType = 1;
        var header = (contentBytes << 3) | (runLengthType << 1) | (isLast ? 1 : 0);
        var fields = new LittleEndianWriter(block);
        fields.WriteByte((byte)header, (byte)(header >> 8), (byte)(header >> 16), 0);
        fields.EnsureFull();
    }
}
