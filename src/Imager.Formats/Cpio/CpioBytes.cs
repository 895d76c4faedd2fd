using Imager.Formats.Compression;

namespace Imager.Formats.Cpio;

/// <summary>Plain bytes of an initramfs: stored as they are, or decoded from one compressed stream.</summary>
/// <remarks>Positions count from the start of the file for stored bytes, of the stream's content for decoded ones: what
/// the kernel aligns entries by.</remarks>
internal sealed class CpioBytes : IDisposable
{
    private const int WindowBytes = 64 << 10;

    private readonly CompressedInput input;
    private readonly IDecoder? decoder;
    private readonly byte[] window;
    private int start;
    private int end;

    internal CpioBytes(CompressedInput input, CompressionFormat? format)
    {
        this.input = input;
        Format = format;
        decoder = format is { } known ? DecompressionStream.CreateDecoder(known, input, isSingle: true) : null;
        window = decoder is null ? [] : new byte[WindowBytes];
        PositionBytes = decoder is null ? input.PositionBytes : 0;
    }

    internal CompressionFormat? Format { get; }

    internal long PositionBytes { get; private set; }

    /// <summary>Skips zeros; the byte behind them, or -1 at the end.</summary>
    internal int SkipZeros()
    {
        while (true)
        {
            var available = Peek();
            if (available.IsEmpty)
            {
                return -1;
            }

            var zeros = available.IndexOfAnyExcept((byte)0);
            Advance(zeros < 0 ? available.Length : zeros);
            if (zeros >= 0)
            {
                return Peek()[0];
            }
        }
    }

    /// <summary>Some of the next bytes; 0 at the end.</summary>
    internal int Read(Span<byte> destination)
    {
        if (decoder is not null && start == end && destination.Length >= window.Length)
        {
            var decoded = decoder.Decode(destination);
            PositionBytes += decoded;
            return decoded;
        }

        var available = Peek();
        var count = Math.Min(available.Length, destination.Length);
        available[..count].CopyTo(destination);
        Advance(count);
        return count;
    }

    /// <summary>As many bytes as there are, up to the destination's length.</summary>
    internal int ReadFully(Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length && Read(destination[done..]) is > 0 and var count)
        {
            done += count;
        }

        return done;
    }

    /// <summary>Passes over bytes; false when the end comes first.</summary>
    internal bool TrySkip(long count)
    {
        while (count > 0)
        {
            var available = Peek();
            if (available.IsEmpty)
            {
                return false;
            }

            var part = (int)Math.Min(available.Length, count);
            Advance(part);
            count -= part;
        }

        return true;
    }

    public void Dispose() => decoder?.Dispose();

    private ReadOnlySpan<byte> Peek()
    {
        if (decoder is null)
        {
            if (input.Available.IsEmpty)
            {
                input.Fill(1);
            }

            return input.Available;
        }

        if (start == end)
        {
            (start, end) = (0, decoder.Decode(window));
        }

        return window.AsSpan(start, end - start);
    }

    private void Advance(int count)
    {
        PositionBytes += count;
        if (decoder is null)
        {
            input.Advance(count);
        }
        else
        {
            start += count;
        }
    }
}
