using System.Numerics;
using Imager.Core;

namespace Imager.Formats.Squashfs;

/// <summary>How a squashfs is written. The bytes depend on everything here but the threads, and on the codec library.</summary>
public sealed record SquashfsOptions
{
    /// <summary>Every time stamp of the image, its own included.</summary>
    public required SourceDateEpoch Time { get; init; }

    /// <summary>Zstandard or xz.</summary>
    public SquashfsCompression Compression { get; init; } = SquashfsCompression.Zstandard;

    /// <summary>Null for mksquashfs' default: zstd 15 (1 to 22), xz 6 (0 to 9).</summary>
    public int? Level { get; init; }

    /// <summary>xz only: reach of a repetition in bytes; null for the block size (what <c>-Xdict-size 100%</c> means).</summary>
    public int? DictionaryBytes { get; init; }

    /// <summary>A power of two from 4 KiB to 1 MiB.</summary>
    public int BlockBytes { get; init; } = 128 << 10;

    /// <summary>How many threads compress, 1 to 1024; memory is about 10 blocks for each.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether device nodes, pipes and sockets of the tree are written; otherwise they are an error.</summary>
    public bool AllowSpecialFiles { get; init; }

    /// <summary>Values of <c>security.selinux</c> by path, relative without leading slash, empty for the root. Paths that the
    /// tree lacks are ignored. No other attribute is written.</summary>
    public IReadOnlyDictionary<string, string> SelinuxLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>The level that is used.</summary>
    internal int EffectiveLevel => Level ?? (Compression == SquashfsCompression.Xz ? DefaultXzLevel : DefaultZstdLevel);

    /// <summary>mksquashfs' defaults.</summary>
    internal const int DefaultZstdLevel = 15, DefaultXzLevel = 6;

    /// <summary>What decoders take when the image does not say; metadata blocks need their own size at least.</summary>
    internal int DefaultDictionaryBytes => Math.Max(BlockBytes, SquashfsSuperblock.MetadataBytes);

    internal int EffectiveDictionaryBytes => DictionaryBytes ?? DefaultDictionaryBytes;

    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    internal void Verify()
    {
        if (Compression is not (SquashfsCompression.Zstandard or SquashfsCompression.Xz))
        {
            throw new UnsupportedException("IMG3061", $"squashfs: {Compression} is not written; use Zstandard or Xz.");
        }

        var isXz = Compression == SquashfsCompression.Xz;
        Verify("level", EffectiveLevel, isXz ? 0 : 1, isXz ? 9 : 22);
        Verify("threads", Threads, 1, 1024);
        Verify("block size", BlockBytes, SquashfsSuperblock.MinBlockBytes, SquashfsSuperblock.MaxBlockBytes);
        Verify("dictionary size", EffectiveDictionaryBytes, SquashfsSuperblock.MetadataBytes, DefaultDictionaryBytes);

        // The kernel takes dictionaries of 2^n and 2^n + 2^(n-1).
        var lowBits = BitOperations.TrailingZeroCount(EffectiveDictionaryBytes);
        if (!BitOperations.IsPow2(BlockBytes) || EffectiveDictionaryBytes >> lowBits is not (1 or 3))
        {
            throw new InvalidInputException(
                "IMG2120",
                $"squashfs: block size {BlockBytes} is no power of two, or dictionary size {EffectiveDictionaryBytes} is neither that "
                + "nor one and a half of it.");
        }
    }

    private static void Verify(string name, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
        {
            throw new InvalidInputException("IMG2121", $"squashfs: {name} {value} is not between {minimum} and {maximum}.");
        }
    }
}
