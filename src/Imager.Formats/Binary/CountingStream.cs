using Imager.Core;

namespace Imager.Formats.Binary;

/// <summary>Passes bytes on and counts them; the inner stream is not disposed.</summary>
internal sealed class CountingStream(Stream inner) : WriteOnlyStream
{
    public override long Length => WrittenBytes;

    public override long Position
    {
        get => WrittenBytes;
        set => throw new NotSupportedException();
    }

    internal long WrittenBytes { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        WrittenBytes += buffer.Length;
    }

    public override void Flush() => inner.Flush();
}
