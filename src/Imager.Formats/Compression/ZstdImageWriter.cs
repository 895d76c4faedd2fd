using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Writes an image as Zstandard frames: one per stretch of payload, one of run-length blocks per
/// hole.</summary>
internal static class ZstdImageWriter
{
    private const int ReadBytes = 1 << 20;

    /// <summary>What the contexts may take beside the window; a job's buffers and tables are the workers'
    /// share.</summary>
    private const int WorkerBudgetBytes = 48 << 20;

    internal static void Write(
        ExtentMap image, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        var level = options.EffectiveLevel;
        var windowLog = ZstdFramePlan.WindowLog(image, options.LongWindowLog);
        using var encoder = new ZstdEncoder(level, windowLog, Workers(level, options.Threads));
        var buffer = new byte[ReadBytes];
        if (image.LengthBytes == 0)
        {
            encoder.BeginFrame(0);
            encoder.Write([], isLast: true, output);
        }

        foreach (var run in ZstdFramePlan.Plan(image, windowLog))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (run.IsHole)
            {
                ZstdHoleFrame.Write(run.LengthBytes, output);
                continue;
            }

            encoder.BeginFrame(run.LengthBytes);
            for (var done = 0L; done < run.LengthBytes;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, run.LengthBytes - done));
                image.ReadExactly(run.OffsetBytes + done, part);
                done += part.Length;
                encoder.Write(part, done == run.LengthBytes, output);
            }
        }
    }

    /// <summary>More workers do not change the bytes, so memory alone limits them.</summary>
    private static int Workers(int level, int threads)
    {
        var workerBytes = level switch { <= 5 => 8 << 20, <= 9 => 24 << 20, _ => WorkerBudgetBytes };
        return Math.Clamp(WorkerBudgetBytes / workerBytes, 1, threads);
    }
}
