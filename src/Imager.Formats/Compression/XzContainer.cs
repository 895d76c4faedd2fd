using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Compression;

/// <summary>One .xz stream: header, blocks, index, footer (xz file format 1.2.0, section 2).</summary>
internal sealed class XzContainer(Stream destination, byte check = XzBlockEncoder.Crc64Check)
{
    private const int MaxNumberBytes = 9;
    private readonly List<(long UnpaddedBytes, long ContentBytes)> blocks = [];

    private static ReadOnlySpan<byte> Magic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    private byte[] Flags { get; } = [0, check];

    internal void Begin()
    {
        Span<byte> header = stackalloc byte[12];
        var fields = new LittleEndianWriter(header);
        fields.WriteBytes(Magic);
        fields.WriteBytes(Flags);
        fields.WriteUInt32(Crc32.Compute(Flags));
        fields.EnsureFull();
        destination.Write(header);
    }

    internal void Write(XzBlock block)
    {
        destination.Write(block.Bytes.Span);
        blocks.Add((block.UnpaddedBytes, block.ContentBytes));
    }

    /// <summary>Writes index and footer.</summary>
    internal void End()
    {
        var index = new byte[4 + ((1 + (2 * blocks.Count)) * MaxNumberBytes) + 4];
        var fields = new LittleEndianWriter(index);
        fields.WriteByte(0);                                   // an index, not a block
        WriteNumber(ref fields, blocks.Count);
        foreach (var (unpaddedBytes, contentBytes) in blocks)
        {
            WriteNumber(ref fields, unpaddedBytes);
            WriteNumber(ref fields, contentBytes);
        }

        fields.WriteZero(-fields.PositionBytes & 3);
        fields.WriteUInt32(Crc32.Compute(index.AsSpan(0, fields.PositionBytes)));
        destination.Write(index, 0, fields.PositionBytes);
        WriteFooter((uint)((fields.PositionBytes / 4) - 1));
    }

    /// <summary>A number of up to 63 bits, seven bits a byte, low ones first (section 1.2).</summary>
    internal static void WriteNumber(ref LittleEndianWriter fields, long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            fields.WriteByte((byte)(value | 0x80));
        }

        fields.WriteByte((byte)value);
    }

    private void WriteFooter(uint backwardSize)
    {
        Span<byte> footer = stackalloc byte[12];
        var fields = new LittleEndianWriter(footer);
        var crc = fields.Reserve(sizeof(uint));
        fields.WriteUInt32(backwardSize);
        fields.WriteBytes(Flags);
        fields.WriteAscii("YZ");
        fields.EnsureFull();
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(crc, Crc32.Compute(footer[4..10]));
        destination.Write(footer);
    }
}
