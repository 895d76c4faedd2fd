using System.Buffers.Binary;

namespace Imager.Formats.Squashfs;

/// <summary>Appends tables to the image and knows their addresses.</summary>
internal sealed class TableOutput(Stream output, long positionBytes)
{
    internal long PositionBytes { get; private set; } = positionBytes;

    /// <summary>Appends bytes; returns their address.</summary>
    internal long Write(ReadOnlySpan<byte> bytes)
    {
        var start = PositionBytes;
        output.Write(bytes);
        PositionBytes += bytes.Length;
        return start;
    }

    /// <summary>Appends a metadata table and the list of its blocks' addresses; returns the list's address.</summary>
    internal long WriteIndexed(MetadataWriter table)
    {
        var (bytes, blocks) = table.End();
        var start = Write(bytes);
        var list = new byte[blocks.Count * sizeof(long)];
        for (var index = 0; index < blocks.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(list.AsSpan(index * sizeof(long)), start + blocks[index]);
        }

        return Write(list);
    }
}
