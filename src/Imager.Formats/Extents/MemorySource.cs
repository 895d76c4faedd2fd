namespace Imager.Formats.Extents;

/// <summary>Bytes held in memory: headers, tables, directories, configuration files.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <summary>The bytes themselves.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <inheritdoc/>
    public override long LengthBytes => Bytes.Length;

    /// <summary>The UTF-8 bytes of <paramref name="text"/>, without a byte order mark.</summary>
    public static MemorySource FromText(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public override void ReadExactly(long offsetBytes, Span<byte> destination) =>
        Bytes.Span.Slice(checked((int)offsetBytes), destination.Length).CopyTo(destination);
}
