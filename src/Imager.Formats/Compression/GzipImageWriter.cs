using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Writes an image as one gzip member; every chunk restarts deflate at a byte boundary, so chunks are
/// independent.</summary>
/// <remarks>RFC 1952, 1951. A hole repeats one precomputed megabyte; 1 byte for about 1030 zeros is what deflate
/// allows.</remarks>
internal sealed class GzipImageWriter
{
    private const int ChunkBytes = 1 << 20;
    private const int MaxThreads = 16;
    private const int ShortestHoleBytes = 64 << 10;
    private const int StoredBlockBytes = ushort.MaxValue;
    private const int StoredHeaderBytes = 5;

    /// <summary>More than any level makes of a chunk: 9 bits for a byte, and block headers.</summary>
    private const int EncodedBytes = ChunkBytes + (ChunkBytes / 8) + 4096;

    /// <summary>Lower levels use fixed codes, which spend six times as much on zeros.</summary>
    private const int LevelForZeros = 6;

    private readonly ExtentMap image;
    private readonly Stream output;
    private readonly int level;
    private readonly Lazy<ReadOnlyMemory<byte>> zeroMegabyte;

    /// <summary>Buffers of written pieces, for the next ones: new ones would be garbage of the payload's size.</summary>
    /// <remarks>Not a bag: what a bag keeps for each thread outlives it until finalizers have run.</remarks>
    private readonly ConcurrentStack<byte[]> spares = [];
    private uint crc;

    private GzipImageWriter(ExtentMap image, Stream output, int level)
    {
        this.image = image;
        this.output = output;
        this.level = level;
        zeroMegabyte = new(() => Deflate(new byte[ChunkBytes], Math.Max(level, LevelForZeros), new byte[EncodedBytes]));
    }

    private static ReadOnlySpan<byte> FinalEmptyBlock => [0x03, 0x00];

    internal static void Write(
        ExtentMap image, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        const byte deflate = 8, unknownSystem = 255;
        output.Write([0x1F, 0x8B, deflate, 0, 0, 0, 0, 0, 0, unknownSystem]);
        var writer = new GzipImageWriter(image, output, options.EffectiveLevel);
        ChunkPipeline.Run(
            ChunkPipeline.Pieces(image, ChunkBytes, ShortestHoleBytes),
            writer.Encode,
            writer.WritePiece,
            (Math.Min(options.Threads, MaxThreads), ChunkBytes),
            cancellationToken);
        Span<byte> trailer = stackalloc byte[8];
        var fields = new LittleEndianWriter(trailer);
        fields.WriteUInt32(writer.crc, unchecked((uint)image.LengthBytes));
        fields.EnsureFull();
        output.Write(FinalEmptyBlock);
        output.Write(trailer);
    }

    private Piece Encode(ImageRun run)
    {
        if (run.IsHole)
        {
            return Zeros(run.LengthBytes);
        }

        var length = (int)run.LengthBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var chunk = buffer.AsSpan(0, length);
            image.ReadExactly(run.OffsetBytes, chunk);
            if (!chunk.ContainsAnyExcept((byte)0))
            {
                return Zeros(length);
            }

            var target = spares.TryPop(out var spare) ? spare : GC.AllocateUninitializedArray<byte>(EncodedBytes);
            var bytes = Compressibility.LooksRandom(chunk) ? Store(chunk, target) : Deflate(chunk, level, target);
            return new(length, Crc32.Compute(chunk), 0, bytes, target);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Piece Zeros(long lengthBytes)
    {
        var (megabytes, tail) = Math.DivRem(lengthBytes, ChunkBytes);
        return new(lengthBytes, null, megabytes, tail > 0 ? Deflate(new byte[tail], level, new byte[EncodedBytes]) : default, null);
    }

    private void WritePiece(Piece piece)
    {
        for (var time = 0L; time < piece.ZeroMegabytes; time++)
        {
            output.Write(zeroMegabyte.Value.Span);
        }

        output.Write(piece.Bytes.Span);
        crc = piece.Crc is { } own
            ? Crc32Arithmetic.Join(crc, own, piece.LengthBytes)
            : Crc32Arithmetic.AppendZeros(crc, piece.LengthBytes);
        if (piece.Spare is { } spare)
        {
            spares.Push(spare);
        }
    }

    /// <summary>Deflate blocks ending at a byte boundary, none of them final.</summary>
    private static ReadOnlyMemory<byte> Deflate(ReadOnlySpan<byte> chunk, int level, byte[] target)
    {
        using var compressed = new MemoryStream(target);
        var options = new ZLibCompressionOptions { CompressionLevel = level };
        using var deflate = new DeflateStream(compressed, options, leaveOpen: true);
        deflate.Write(chunk);
        deflate.Flush();                                       // a sync flush; what disposing adds is left off
        return target.AsMemory(0, (int)compressed.Position);
    }

    private static ReadOnlyMemory<byte> Store(ReadOnlySpan<byte> chunk, byte[] target)
    {
        var blocks = (chunk.Length + StoredBlockBytes - 1) / StoredBlockBytes;
        var bytes = target.AsMemory(0, chunk.Length + (blocks * StoredHeaderBytes));
        var fields = new LittleEndianWriter(bytes.Span);
        for (var rest = chunk; rest.Length > 0;)
        {
            var part = rest[..Math.Min(rest.Length, StoredBlockBytes)];
            fields.WriteByte(0);                               // stored, not final
            fields.WriteUInt16((ushort)part.Length, (ushort)~part.Length);
            part.CopyTo(fields.Reserve(part.Length));
            rest = rest[part.Length..];
        }

        fields.EnsureFull();
        return bytes;
    }

    /// <summary>An encoded stretch: zero megabytes, then bytes. A null CRC stands for zeros; the spare is free once they are written.</summary>
    private sealed record Piece(long LengthBytes, uint? Crc, long ZeroMegabytes, ReadOnlyMemory<byte> Bytes, byte[]? Spare);
}
