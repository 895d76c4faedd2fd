using Imager.Core;

namespace Imager.Formats.Extents;

/// <summary>Reads a source from its start to its end, for decoders that want a stream.</summary>
public sealed class ByteSourceStream(ByteSource source) : ReadOnlyStream
{
    private long position;

    /// <inheritdoc/>
    public override long Length => source.LengthBytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, source.LengthBytes - position);
        source.ReadExactly(position, buffer[..count]);
        position += count;
        return count;
    }
}
