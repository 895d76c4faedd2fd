using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;

namespace Imager.Assemble;

/// <summary>Identities for formats that want one, derived from an image's content; shared by the outputs of a run.</summary>
/// <remarks>
/// A payload is in a disk twice, in several outputs of a run, and is asked for again by <c>--identity=unique</c>: each piece of
/// a file is read and hashed once, on all threads. The identity is a function of extents and bytes, never of the threads.
/// </remarks>
internal sealed class ContentDigests(int threads)
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Pieces hashed before the first of them is used.</summary>
    private const int BatchPieces = 256;

    /// <summary>Enough for 64 GiB of files; what is beyond is hashed again.</summary>
    private const int MaxKnownPieces = 1 << 16;

    private readonly Dictionary<Piece, byte[]> known = [];

    /// <summary>A UUID version 8 of every extent's place and bytes; holes cost nothing.</summary>
    /// <remarks>SHA-256 over offset, length and SHA-256 of each piece of an extent, 1 MiB at most, in the image's order.</remarks>
    internal Guid IdentityOf(ExtentMap map, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> place = stackalloc byte[16];
        foreach (var batch in PiecesOf(map).Chunk(BatchPieces))
        {
            var digests = DigestsOf([.. batch.Select(item => item.Piece)], cancellationToken);
            for (var index = 0; index < batch.Length; index++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(place, batch[index].OffsetBytes);
                BinaryPrimitives.WriteInt64LittleEndian(place[8..], batch[index].Piece.LengthBytes);
                hash.AppendData(place);
                hash.AppendData(digests[index]);
            }
        }

        return LabelGuid.FromHash(hash.GetHashAndReset());
    }

    private static IEnumerable<(long OffsetBytes, Piece Piece)> PiecesOf(ExtentMap map)
    {
        foreach (var extent in map.Flatten())
        {
            for (var done = 0L; done < extent.LengthBytes; done += PieceBytes)
            {
                var length = (int)Math.Min(PieceBytes, extent.LengthBytes - done);
                yield return (extent.OffsetBytes + done, new(extent.Source, extent.SourceOffsetBytes + done, length));
            }
        }
    }

    private byte[][] DigestsOf(Piece[] pieces, CancellationToken cancellationToken)
    {
        var fresh = pieces.Where(piece => !known.ContainsKey(piece)).Distinct().ToArray();
        var digests = new byte[fresh.Length][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, fresh.Length, options, index => digests[index] = HashOf(fresh[index]));
        }
        catch (AggregateException failures)
        {
            // The caller knows what a file error is, not that it came from a worker.
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        var found = fresh.Zip(digests).ToDictionary(item => item.First, item => item.Second);
        foreach (var (piece, digest) in found)
        {
            if (piece.Source is not MemorySource && known.Count < MaxKnownPieces)
            {
                known.Add(piece, digest);
            }
        }

        return Array.ConvertAll(pieces, piece => found.GetValueOrDefault(piece) ?? known[piece]);
    }

    private static byte[] HashOf(Piece piece)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(piece.LengthBytes);
        try
        {
            var bytes = buffer.AsSpan(0, piece.LengthBytes);
            piece.Source.ReadExactly(piece.OffsetBytes, bytes);
            return SHA256.HashData(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Bytes of a source. Two pieces are the same when they are of the same object; contents are not compared.</summary>
    private readonly record struct Piece(ByteSource Source, long OffsetBytes, int LengthBytes);
}
