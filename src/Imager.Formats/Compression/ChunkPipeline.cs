using System.Runtime.ExceptionServices;
using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Encodes pieces of an image on several threads and hands the results over in the image's order.</summary>
internal static class ChunkPipeline
{
    /// <summary>Chunks encoded before the first of them is written: enough that threads seldom wait for each
    /// other.</summary>
    private const int WaitingBytes = 16 << 20;

    /// <summary>Cuts the payload into chunks of fixed size; holes stay whole.</summary>
    internal static IEnumerable<ImageRun> Pieces(ExtentMap image, int chunkBytes, long shortestHoleBytes)
    {
        foreach (var run in ImageRun.Cut(image, shortestHoleBytes))
        {
            if (run.IsHole)
            {
                yield return run;
                continue;
            }

            for (var offset = run.OffsetBytes; offset < run.EndBytes; offset += chunkBytes)
            {
                yield return new(offset, Math.Min(chunkBytes, run.EndBytes - offset), IsHole: false);
            }
        }
    }

    /// <summary>Runs <paramref name="encode"/> in parallel, <paramref name="write"/> in order.</summary>
    internal static void Run<TResult>(
        IEnumerable<ImageRun> pieces,
        Func<ImageRun, TResult> encode,
        Action<TResult> write,
        (int Threads, int ChunkBytes) size,
        CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = size.Threads, CancellationToken = cancellationToken };
        foreach (var batch in pieces.Chunk(Math.Max(size.Threads, WaitingBytes / size.ChunkBytes)))
        {
            var results = new TResult[batch.Length];
            try
            {
                Parallel.For(0, batch.Length, parallel, index => results[index] = encode(batch[index]));
            }
            catch (AggregateException failures)
            {
                // The caller knows what a file error is, not that it came from a worker.
                ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
            }

            Array.ForEach(results, write);
        }
    }
}
