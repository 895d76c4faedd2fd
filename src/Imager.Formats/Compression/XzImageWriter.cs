using System.Buffers;
using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Writes an image as one .xz stream of independent blocks; a hole repeats the same few precomputed
/// blocks.</summary>
internal sealed class XzImageWriter
{
    private const int ShortestHoleBytes = 64 << 10;
    private const int LargeZeroBlockBytes = 16 << 20;
    private const int SmallZeroBlockBytes = 1 << 20;
    private const long MemoryBudgetBytes = 128 << 20;

    private readonly ExtentMap image;
    private readonly XzBlockEncoder encoder;
    private readonly XzContainer container;
    private readonly Lazy<XzBlock> largeZeroBlock;
    private readonly Lazy<XzBlock> smallZeroBlock;

    private XzImageWriter(ExtentMap image, Stream output, int level, byte check)
    {
        this.image = image;
        encoder = new(level, check);
        container = new(output, check);
        largeZeroBlock = new(() => encoder.Encode(new byte[LargeZeroBlockBytes]));
        smallZeroBlock = new(() => encoder.Encode(new byte[SmallZeroBlockBytes]));
    }

    internal static void Write(
        ExtentMap image,
        Stream output,
        CompressionOptions options,
        CancellationToken cancellationToken,
        byte check = XzBlockEncoder.Crc64Check)
    {
        var level = options.EffectiveLevel;
        var (chunkBytes, workerBytes) = level == 0 ? (1 << 20, 8 << 20) : (4 << 20, 64 << 20);
        var threads = (int)Math.Clamp(MemoryBudgetBytes / workerBytes, 1, options.Threads);
        var writer = new XzImageWriter(image, output, level, check);
        writer.container.Begin();
        ChunkPipeline.Run(
            ChunkPipeline.Pieces(image, chunkBytes, ShortestHoleBytes),
            writer.Encode,
            writer.WriteBlocks,
            (threads, chunkBytes),
            cancellationToken);
        writer.container.End();
    }

    /// <summary>The blocks of a piece with how often each is repeated.</summary>
    private (XzBlock Block, long Count)[] Encode(ImageRun piece)
    {
        if (piece.IsHole)
        {
            return Zeros(piece.LengthBytes);
        }

        var length = (int)piece.LengthBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var chunk = buffer.AsSpan(0, length);
            image.ReadExactly(piece.OffsetBytes, chunk);
            return chunk.ContainsAnyExcept((byte)0) ? [(encoder.Encode(chunk), 1)] : Zeros(length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private (XzBlock Block, long Count)[] Zeros(long lengthBytes)
    {
        var (large, rest) = Math.DivRem(lengthBytes, LargeZeroBlockBytes);
        var (small, tail) = Math.DivRem(rest, SmallZeroBlockBytes);
        return
        [
            .. large > 0 ? [(largeZeroBlock.Value, large)] : Array.Empty<(XzBlock, long)>(),
            .. small > 0 ? [(smallZeroBlock.Value, small)] : Array.Empty<(XzBlock, long)>(),
            .. tail > 0 ? [(encoder.Encode(new byte[tail]), 1)] : Array.Empty<(XzBlock, long)>(),
        ];
    }

    private void WriteBlocks((XzBlock Block, long Count)[] blocks)
    {
        foreach (var (block, count) in blocks)
        {
            for (var time = 0L; time < count; time++)
            {
                container.Write(block);
            }
        }
    }
}
