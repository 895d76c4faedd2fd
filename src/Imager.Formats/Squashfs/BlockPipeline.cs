using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>Compresses blocks on several threads and writes them in the order they came.</summary>
/// <remarks>The caller's thread submits and writes; a bounded number of blocks is on its way, whatever the image's size.</remarks>
internal sealed class BlockPipeline : IDisposable
{
    private const uint StoredPlain = 1 << 24;
    private const int MinBlocksPerThread = 4, MaxBlocksPerThread = 64;

    /// <summary>Blocks take very different times; with few on their way, threads would wait for the oldest one.</summary>
    private const int WaitingBytesPerThread = 8 << 20;

    private readonly Stream output;
    private readonly CancellationToken cancellationToken;
    private readonly BlockingCollection<PendingBlock> work = [];
    private readonly Queue<PendingBlock> onTheirWay = new();
    private readonly Stack<PendingBlock> free = new();
    private readonly Thread[] workers;

    internal BlockPipeline(Stream output, long positionBytes, SquashfsOptions options, Func<IBlockEncoder> createEncoder, CancellationToken cancellationToken)
    {
        this.output = output;
        this.cancellationToken = cancellationToken;
        PositionBytes = positionBytes;
        var blocksPerThread = Math.Clamp(WaitingBytesPerThread / options.BlockBytes, MinBlocksPerThread, MaxBlocksPerThread);
        for (var index = 0; index < options.Threads * blocksPerThread; index++)
        {
            free.Push(new PendingBlock(options.BlockBytes));
        }

        workers = [.. Enumerable.Range(0, options.Threads).Select(_ => new Thread(() => Work(createEncoder)) { IsBackground = true })];
        Array.ForEach(workers, worker => worker.Start());
    }

    /// <summary>Address of the next block that is written.</summary>
    internal long PositionBytes { get; private set; }

    /// <summary>Compresses a stretch of a source; zeros become a hole.</summary>
    internal void Submit(ByteSource source, long offsetBytes, int lengthBytes, Action<long, uint> placed)
    {
        var block = Take();
        (block.Source, block.SourceOffsetBytes, block.PlainBytes, block.Placed) = (source, offsetBytes, lengthBytes, placed);
        Start(block);
    }

    /// <summary>Compresses the first bytes of a buffer, which is taken over; returns another one.</summary>
    internal byte[] Submit(byte[] plain, int lengthBytes, Action<long, uint> placed)
    {
        var block = Take();
        var other = block.Plain;
        (block.Source, block.Plain, block.PlainBytes, block.Placed) = (null, plain, lengthBytes, placed);
        Start(block);
        return other;
    }

    /// <summary>Writes what is still on its way.</summary>
    internal void Finish()
    {
        while (onTheirWay.Count > 0)
        {
            WriteOldest();
        }
    }

    public void Dispose()
    {
        work.CompleteAdding();
        Array.ForEach(workers, worker => worker.Join());
        foreach (var block in onTheirWay.Concat(free))
        {
            block.Dispose();
        }

        work.Dispose();
    }

    private PendingBlock Take()
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (onTheirWay.TryPeek(out var oldest) && (free.Count == 0 || oldest.Done.IsSet))
        {
            WriteOldest();
        }

        return free.Pop();
    }

    private void Start(PendingBlock block)
    {
        block.Done.Reset();
        onTheirWay.Enqueue(block);
        work.Add(block, CancellationToken.None);
    }

    private void WriteOldest()
    {
        var block = onTheirWay.Peek();
        block.Done.Wait(cancellationToken);
        onTheirWay.Dequeue();
        free.Push(block);
        if (block.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (block.IsHole)
        {
            block.Placed!(PositionBytes, 0);
            return;
        }

        var isPlain = block.CompressedBytes == 0;
        var bytes = isPlain ? block.Plain.AsSpan(0, block.PlainBytes) : block.Compressed.AsSpan(0, block.CompressedBytes);
        output.Write(bytes);
        block.Placed!(PositionBytes, (uint)bytes.Length | (isPlain ? StoredPlain : 0));
        PositionBytes += bytes.Length;
    }

    private void Work(Func<IBlockEncoder> createEncoder)
    {
        IBlockEncoder? encoder = null;
        foreach (var block in work.GetConsumingEnumerable())
        {
            try
            {
                Encode(block, encoder ??= createEncoder());
            }
#pragma warning disable CA1031 // A worker hands every failure to the thread that waits for the block, which throws it again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                block.Failure = failure;
            }

            block.Done.Set();
        }

        encoder?.Dispose();
    }

    private static void Encode(PendingBlock block, IBlockEncoder encoder)
    {
        var plain = block.Plain.AsSpan(0, block.PlainBytes);
        block.Source?.ReadExactly(block.SourceOffsetBytes, plain);
        block.IsHole = block.Source is not null && !plain.ContainsAnyExcept((byte)0);
        block.CompressedBytes = block.IsHole ? 0 : encoder.Compress(plain, block.Compressed.AsSpan(0, plain.Length - 1));
    }
}
