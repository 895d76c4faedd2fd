using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>One libzstd compression context; writes frames of known size to a stream.</summary>
internal sealed unsafe class ZstdEncoder : IDisposable
{
    private const int OutputBytes = 1 << 17;

    /// <summary>A quarter of the library's choice for a window of 128 MiB: repetitions shorter than a few KiB are the
    /// level's affair.</summary>
    private const int LongDistanceHashLog = 18;

    /// <summary>What a worker takes at a time; several are buffered, so memory follows it.</summary>
    private const int JobBytes = 1 << 20;

    private readonly ZstdLibrary library = ZstdLibrary.Instance;
    private readonly byte[] output = new byte[OutputBytes];
    private nint context;

    /// <exception cref="HostEnvironmentException">libzstd is missing, too old or built without threads.</exception>
    internal ZstdEncoder(int level, int windowLog, int workers)
    {
        context = library.CreateEncoder();
        Set(ZstdLibrary.CompressionLevel, level);
        Set(ZstdLibrary.ChecksumFlag, 1);
        if (windowLog > 0)
        {
            Set(ZstdLibrary.EnableLongDistanceMatching, 1);
            Set(ZstdLibrary.WindowLog, windowLog);
            Set(ZstdLibrary.LongDistanceHashLog, Math.Min(windowLog, LongDistanceHashLog));
        }

        Set(ZstdLibrary.JobSize, JobBytes);

        // At least one: without workers the library takes another path and other bytes come out.
        if (library.ErrorOf(library.SetParameter(context, ZstdLibrary.NbWorkers, workers)) is { } problem)
        {
            throw new HostEnvironmentException(
                "IMG4202",
                $"libzstd refuses {workers} worker threads ({problem}): it was built without them. "
                + "Install Debian's libzstd1.");
        }
    }

    /// <summary>Begins a frame; the decoder learns its size from the header.</summary>
    internal void BeginFrame(long contentBytes) => Check(library.SetPledgedSize(context, (ulong)contentBytes));

    /// <summary>Takes the frame's next bytes; the last call ends the frame and flushes it.</summary>
    internal void Write(ReadOnlySpan<byte> bytes, bool isLast, Stream destination)
    {
        fixed (byte* source = bytes)
        fixed (byte* target = output)
        {
            var input = new ZstdLibrary.Buffer { Memory = source, Size = (nuint)bytes.Length };
            nuint remaining;
            do
            {
                var room = new ZstdLibrary.Buffer { Memory = target, Size = OutputBytes };
                remaining = library.Compress(context, &room, &input, isLast ? ZstdLibrary.End : ZstdLibrary.Continue);
                Check(remaining);
                destination.Write(output, 0, (int)room.Position);
            }
            while (isLast ? remaining != 0 : input.Position < input.Size);
        }
    }

    public void Dispose()
    {
        library.FreeEncoder(context);
        context = 0;
    }

    private void Set(int parameter, int value) => Check(library.SetParameter(context, parameter, value));

    private void Check(nuint result) => library.VerifyCompressed(result);
}
