using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Meta;

/// <summary>The Talos META partition: what it says, as read from a disk.</summary>
/// <remarks>
/// Two equal ADV copies of 256 KiB at 0 and 262144, and a legacy (syslinux) ADV of 2 × 512 bytes in the last 1024.
/// <c>Entries</c> are ascending by key. <c>Problems</c>: one sentence per damaged copy; a partition that is all zero there
/// has none, it was never written.
/// </remarks>
public sealed record AdvPartition(
    IReadOnlyList<AdvEntry> Entries, IReadOnlyList<LegacyAdvEntry> LegacyEntries, IReadOnlyList<string> Problems)
{
    /// <summary>Bytes of the partition that we create, 1 MiB.</summary>
    public const int SizeBytes = 1 << 20;

    /// <summary>The most bytes that all values may have, with <see cref="EntryHeaderBytes"/> added for each of them.</summary>
    public const int CapacityBytes = AdvBlock.CapacityBytes;

    /// <summary>Bytes that a value takes besides its own.</summary>
    public const int EntryHeaderBytes = AdvBlock.EntryHeaderBytes;

    /// <summary>Where the second copy starts.</summary>
    internal const int SecondCopyOffsetBytes = AdvBlock.SizeBytes;

    /// <summary>The smallest partition that holds two copies and the legacy area.</summary>
    public const int MinimumSizeBytes = (2 * AdvBlock.SizeBytes) + LegacyAdv.AreaBytes;

    /// <summary>Describes a META partition with these values; the legacy area stays zero, as Talos leaves it.</summary>
    /// <remarks>Written in ascending order of keys, the last of equal keys wins: the peer's order is random.</remarks>
    /// <exception cref="InvalidInputException">Key 0, or more bytes than <see cref="CapacityBytes"/>.</exception>
    public static ExtentMap Create(IReadOnlyList<(byte Key, byte[] Value)> values)
    {
        var entries = AdvBlock.Normalise(values.Select(value => new AdvEntry(value.Key, value.Value)));
        var block = AdvBlock.Encode(entries);
        var builder = new ExtentMapBuilder();
        AdvBlock.AddTo(builder, 0, block, entries);
        AdvBlock.AddTo(builder, SecondCopyOffsetBytes, block, entries);
        return builder.Build(SizeBytes);
    }

    /// <summary>Reads a partition: the first copy, else the second, else no values at all, as Talos does.</summary>
    /// <exception cref="InvalidInputException">The partition is too small for two copies and the legacy area.</exception>
    public static AdvPartition Read(ByteSource partition)
    {
        if (partition.LengthBytes < MinimumSizeBytes)
        {
            throw new InvalidInputException(
                "IMG2232", $"META: the partition has {partition.LengthBytes} bytes; an ADV takes {MinimumSizeBytes} or more.");
        }

        var first = ReadCopy(partition, 0);
        var second = ReadCopy(partition, SecondCopyOffsetBytes);
        var problems = new List<string>();
        problems.AddRange(first.Problem is null ? [] : [$"First copy: {first.Problem}."]);
        problems.AddRange(second.Problem is null ? [] : [$"Second copy: {second.Problem}."]);
        var isDifferent = first.Entries is { } one && second.Entries is { } two && !Same(one, two);
        problems.AddRange(isDifferent ? ["The two copies differ."] : []);
        var legacy = LegacyAdv.TryRead(partition.ReadAtMost(partition.LengthBytes - LegacyAdv.AreaBytes, LegacyAdv.AreaBytes));
        return new(first.Entries ?? second.Entries ?? [], legacy ?? [], problems);
    }

    internal static byte[] ReadBlock(ByteSource partition, int offsetBytes) =>
        partition.ReadAtMost(offsetBytes, AdvBlock.SizeBytes);

    private static (IReadOnlyList<AdvEntry>? Entries, string? Problem) ReadCopy(ByteSource partition, int offsetBytes)
    {
        var block = ReadBlock(partition, offsetBytes);
        return block.AsSpan().ContainsAnyExcept((byte)0) ? AdvBlock.Decode(block) : (null, null);
    }

    private static bool Same(IReadOnlyList<AdvEntry> left, IReadOnlyList<AdvEntry> right) =>
        left.Count == right.Count
        && left.Zip(right).All(pair =>
            pair.First.Tag == pair.Second.Tag && pair.First.Value.Span.SequenceEqual(pair.Second.Value.Span));
}
