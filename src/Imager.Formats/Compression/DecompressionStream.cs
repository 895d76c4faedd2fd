using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>The content of a zst, xz or gz stream, decoded as it is read; memory does not grow with the
/// content.</summary>
/// <remarks>
/// Concatenated frames, streams and members are read to the end, every checksum is verified, trailing garbage is an
/// error. How much comes out is the caller's to bound: a few kilobytes may stand for terabytes of zeros.
/// </remarks>
public sealed class DecompressionStream : ReadOnlyStream
{
    private const int MagicBytes = 6;

    private readonly Stream source;
    private readonly bool leaveOpen;
    private readonly IDecoder decoder;
    private readonly CompressedInput input;

    private DecompressionStream(Stream source, bool leaveOpen, CompressionFormat format, CompressedInput input, IDecoder decoder)
    {
        this.input = input;
        this.source = source;
        this.leaveOpen = leaveOpen;
        this.decoder = decoder;
        Format = format;
    }

    /// <summary>What the data is compressed with.</summary>
    public CompressionFormat Format { get; }

    /// <summary>The format that data beginning with <paramref name="head"/> (6 bytes or more) has; null when it is none
    /// of ours.</summary>
    public static CompressionFormat? Detect(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> zstandard = [0x28, 0xB5, 0x2F, 0xFD];
        ReadOnlySpan<byte> xz = [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];
        ReadOnlySpan<byte> skippable = [0x2A, 0x4D, 0x18], gzip = [0x1F, 0x8B, 8];
        var isSkippable = head.Length > 3 && (head[0] & 0xF0) == 0x50 && head[1..].StartsWith(skippable);
        return isSkippable || head.StartsWith(zstandard)
            ? CompressionFormat.Zstandard
            : head.StartsWith(xz) ? CompressionFormat.Xz
            : head.StartsWith(gzip) ? CompressionFormat.Gzip
            : null;
    }

    /// <summary>Recognises the format by its first bytes and opens the content.</summary>
    /// <remarks>The source is disposed with this stream unless <paramref name="leaveOpen"/> is set.</remarks>
    /// <exception cref="InvalidInputException">The data is not compressed in a known format.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    public static DecompressionStream Open(Stream source, bool leaveOpen = false) => Open(source, leaveOpen, isSingle: false);

    /// <summary>As <see cref="Open(Stream, bool)"/>, but the content ends with the first frame, stream or member; what follows may be
    /// anything.</summary>
    /// <exception cref="InvalidInputException">The data is not compressed in a known format.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    public static DecompressionStream OpenFirst(Stream source, bool leaveOpen = false) => Open(source, leaveOpen, isSingle: true);

    /// <summary>How many compressed bytes were used so far; exact once the content was read to its end.</summary>
    public long ConsumedBytes => input.PositionBytes;

    private static DecompressionStream Open(Stream source, bool leaveOpen, bool isSingle)
    {
        var input = new CompressedInput(source);
        input.Fill(MagicBytes);
        var format = Detect(input.Available) ?? throw new InvalidInputException(
            "IMG2274",
            "the data is not zst, xz or gz: it begins with "
            + $"{Convert.ToHexString(input.Available[..Math.Min(MagicBytes, input.Available.Length)])}.");
        return new(source, leaveOpen, format, input, CreateDecoder(format, input, isSingle));
    }

    /// <summary>A decoder that, when single, ends with its frame, stream or member and leaves what follows in the
    /// input.</summary>
    internal static IDecoder CreateDecoder(CompressionFormat format, CompressedInput input, bool isSingle) => format switch
    {
        CompressionFormat.Zstandard => new ZstdDecoder(input, isSingle),
        CompressionFormat.Xz => new XzDecoder(input, isSingle),
        _ => new GzipDecoder(input, isSingle),
    };

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The data is damaged, ends early or needs too much memory to
    /// decode.</exception>
    public override int Read(Span<byte> buffer) => buffer.IsEmpty ? 0 : decoder.Decode(buffer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
            if (!leaveOpen)
            {
                source.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
