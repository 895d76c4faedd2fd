namespace Imager.Formats.Compression;

/// <summary>A window over compressed bytes, refilled from a stream; knows how many were used, for error
/// messages.</summary>
internal sealed class CompressedInput(Stream source)
{
    private const int BufferBytes = 128 << 10;
    private readonly byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;

    /// <summary>Bytes that can be decoded now.</summary>
    internal ReadOnlySpan<byte> Available => buffer.AsSpan(start, end - start);

    /// <summary>Whether the source has no more; <see cref="Available"/> may still hold some.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Compressed bytes used so far.</summary>
    internal long PositionBytes { get; private set; }

    internal void Advance(int count)
    {
        start += count;
        PositionBytes += count;
    }

    /// <summary>Takes back the last <paramref name="count"/> bytes, which were advanced over since the last
    /// fill.</summary>
    internal void Rewind(int count)
    {
        start -= count;
        PositionBytes -= count;
    }

    /// <summary>Reads until at least <paramref name="minimumBytes"/> are available or the source ends.</summary>
    internal void Fill(int minimumBytes)
    {
        if (start > 0)
        {
            Available.CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        while (end < minimumBytes && !IsEnded)
        {
            var count = source.Read(buffer, end, buffer.Length - end);
            end += count;
            IsEnded = count == 0;
        }
    }
}
