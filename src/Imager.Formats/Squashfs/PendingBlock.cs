using Imager.Formats.Extents;

namespace Imager.Formats.Squashfs;

/// <summary>A block on its way from its source to the image; reused for one after the other.</summary>
internal sealed class PendingBlock(int blockBytes) : IDisposable
{
    internal byte[] Plain { get; set; } = new byte[blockBytes];

    internal byte[] Compressed { get; } = new byte[blockBytes];

    internal int PlainBytes { get; set; }

    /// <summary>0 for a block stored as it is.</summary>
    internal int CompressedBytes { get; set; }

    /// <summary>Whether it is nothing but zeros, which are not stored.</summary>
    internal bool IsHole { get; set; }

    /// <summary>Where the worker reads it; null when <see cref="Plain"/> is filled.</summary>
    internal ByteSource? Source { get; set; }

    internal long SourceOffsetBytes { get; set; }

    /// <summary>Told the block's address in the image and its length word.</summary>
    internal Action<long, uint>? Placed { get; set; }

    internal Exception? Failure { get; set; }

    internal ManualResetEventSlim Done { get; } = new();

    public void Dispose() => Done.Dispose();
}
