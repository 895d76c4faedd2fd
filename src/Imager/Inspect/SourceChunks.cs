using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Reads sources front to back in pieces of at most 1 MiB.</summary>
internal static class SourceChunks
{
    private const int BufferBytes = 1 << 20;

    internal delegate void Sink(long offsetBytes, ReadOnlySpan<byte> chunk);

    /// <summary>Passes a range of <paramref name="source"/> on; the offsets count from the start of the range.</summary>
    internal static void Read(ByteSource source, (long OffsetBytes, long LengthBytes) range, Sink sink, CancellationToken cancellationToken)
    {
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(range.LengthBytes, 1, BufferBytes));
        for (var done = 0L; done < range.LengthBytes; done += buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, range.LengthBytes - done));
            source.ReadExactly(range.OffsetBytes + done, chunk);
            sink(done, chunk);
        }
    }
}
