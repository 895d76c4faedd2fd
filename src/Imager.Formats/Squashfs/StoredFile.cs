namespace Imager.Formats.Squashfs;

/// <summary>Where a file's content lies; shared by files of equal content.</summary>
internal sealed class StoredFile(long sizeBytes, int blockCount)
{
    internal const int NoFragment = -1;

    internal long SizeBytes { get; } = sizeBytes;

    /// <summary>Length words of the full blocks, 0 for a hole.</summary>
    internal uint[] Blocks { get; } = new uint[blockCount];

    /// <summary>Address of the first block.</summary>
    internal long StartBytes { get; set; }

    /// <summary>How much is holes.</summary>
    internal long SparseBytes { get; set; }

    internal int Fragment { get; init; } = NoFragment;

    internal int FragmentOffsetBytes { get; init; }
}
