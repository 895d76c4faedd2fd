using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Reads a source from its start to its end, for decoders that want a stream.</summary>
internal sealed class SourceStream(ByteSource source) : ReadOnlyStream
{
    private long position;

    public override long Length => source.LengthBytes;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, source.LengthBytes - position);
        source.ReadExactly(position, buffer[..count]);
        position += count;
        return count;
    }
}
