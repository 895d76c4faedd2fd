using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>Writes the contents of files: blocks, and fragments shared by files smaller than a block.</summary>
/// <remarks>Equal contents are stored once. Files are hashed only where another one has the same length.</remarks>
internal sealed class ContentWriter
{

    private readonly BlockPipeline pipeline;
    private readonly int blockBytes;
    private readonly Dictionary<ByteSource, StoredFile> bySource = new(SourceIdentity.Comparer);
    private readonly Dictionary<(long SizeBytes, string Hash), StoredFile> byContent = [];
    private readonly HashSet<long> sharedSizes;
    private readonly List<(long StartBytes, uint Length)> fragments = [];
    private byte[] fragment;
    private byte[] small;
    private int fragmentBytes;

    internal ContentWriter(TreeDirectory root, BlockPipeline pipeline, int blockBytes)
    {
        this.pipeline = pipeline;
        this.blockBytes = blockBytes;
        (fragment, small) = (new byte[blockBytes], new byte[blockBytes]);
        sharedSizes = [.. root.Walk()
            .Select(item => (item.Node as TreeFile)?.Content)
            .OfType<ByteSource>()
            .Distinct(SourceIdentity.Comparer)
            .GroupBy(content => content.LengthBytes)
            .Where(group => group.Skip(1).Any())
            .Select(group => group.Key)];
    }

    /// <summary>Address and length word of every fragment block, once everything is written.</summary>
    internal IReadOnlyList<(long StartBytes, uint Length)> Fragments => fragments;

    /// <summary>Takes a file; what it returns is complete after <see cref="Finish"/>.</summary>
    internal StoredFile Add(ByteSource content)
    {
        if (bySource.TryGetValue(content, out var known))
        {
            return known;
        }

        var stored = content.LengthBytes < blockBytes ? AddSmall(content) : AddLarge(content);
        bySource.Add(content, stored);
        return stored;
    }

    internal void Finish()
    {
        EndFragment();
        pipeline.Finish();
    }

    private StoredFile AddSmall(ByteSource content)
    {
        var bytes = small.AsSpan(0, (int)content.LengthBytes);
        if (bytes.IsEmpty)
        {
            return new StoredFile(0, 0);
        }

        content.ReadExactly(0, bytes);
        if (!sharedSizes.Contains(content.LengthBytes))
        {
            return AddToFragment(bytes);
        }

        var key = (content.LengthBytes, Convert.ToHexString(SHA256.HashData(bytes)));
        if (!byContent.TryGetValue(key, out var stored))
        {
            byContent.Add(key, stored = AddToFragment(bytes));
        }

        return stored;
    }

    private StoredFile AddToFragment(ReadOnlySpan<byte> bytes)
    {
        if (fragmentBytes + bytes.Length > blockBytes)
        {
            EndFragment();
        }

        bytes.CopyTo(fragment.AsSpan(fragmentBytes));
        fragmentBytes += bytes.Length;
        return new StoredFile(bytes.Length, 0) { Fragment = fragments.Count, FragmentOffsetBytes = fragmentBytes - bytes.Length };
    }

    private void EndFragment()
    {
        if (fragmentBytes == 0)
        {
            return;
        }

        var index = fragments.Count;
        fragments.Add(default);
        fragment = pipeline.Submit(fragment, fragmentBytes, (start, length) => fragments[index] = (start, length));
        fragmentBytes = 0;
    }

    private StoredFile AddLarge(ByteSource content)
    {
        var key = sharedSizes.Contains(content.LengthBytes) ? (content.LengthBytes, content.ComputeDigest().Hex) : default;
        if (key.Item2 is not null && byContent.TryGetValue(key, out var known))
        {
            return known;
        }

        var count = (content.LengthBytes + blockBytes - 1) / blockBytes;
        if (count > int.MaxValue / sizeof(uint))
        {
            throw new UnsupportedException("IMG3063", $"squashfs: a file of {content.LengthBytes} bytes needs more than {int.MaxValue / sizeof(uint)} blocks.");
        }

        var stored = new StoredFile(content.LengthBytes, (int)count);
        for (var index = 0; index < stored.Blocks.Length; index++)
        {
            var number = index;
            var offset = (long)index * blockBytes;
            var length = (int)Math.Min(blockBytes, content.LengthBytes - offset);
            pipeline.Submit(content, offset, length, (start, word) => Place(stored, number, start, word, length));
        }

        if (key.Item2 is not null)
        {
            byContent.Add(key, stored);
        }

        return stored;
    }

    private static void Place(StoredFile stored, int number, long start, uint word, int length)
    {
        stored.StartBytes = number == 0 ? start : stored.StartBytes;
        stored.Blocks[number] = word;
        stored.SparseBytes += word == 0 ? length : 0;
    }
}
