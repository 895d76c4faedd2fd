using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Meta;

/// <summary>Changes values of a META partition that exists, by writing as few bytes as possible.</summary>
public static class AdvEditor
{
    private const int CellBytes = 16;

    /// <summary>The writes that set values, or delete them where the new value is null; all other values stay.</summary>
    /// <remarks>
    /// Offsets count from the partition's start. Cells of 16 bytes that do not change are not written. Write and flush the
    /// extents in the order given: the copy that readers use now is touched last, when the other one is complete, so an
    /// interruption loses at most the change. The legacy area is never written. A partition without a sound copy is
    /// filled as an empty one.
    /// </remarks>
    /// <exception cref="InvalidInputException">Key 0, more bytes than <see cref="AdvPartition.CapacityBytes"/>, or a
    /// partition too small for an ADV.</exception>
    public static IReadOnlyList<Extent> Change(ByteSource partition, IReadOnlyList<(byte Key, byte[]? Value)> changes)
    {
        var entries = AdvPartition.Read(partition).Entries.ToDictionary(entry => entry.Tag);
        foreach (var (key, value) in changes)
        {
            entries.Remove(key);
            if (value is not null)
            {
                entries.Add(key, new(key, value));
            }
        }

        var wanted = AdvBlock.Encode(AdvBlock.Normalise(entries.Values));
        var first = AdvPartition.ReadBlock(partition, 0);
        var second = AdvPartition.ReadBlock(partition, AdvPartition.SecondCopyOffsetBytes);
        var firstWrites = Differences(first, wanted, 0);
        var secondWrites = Differences(second, wanted, AdvPartition.SecondCopyOffsetBytes);
        var isFirstInUse = AdvBlock.Decode(first).Entries is not null;
        return isFirstInUse ? [.. secondWrites, .. firstWrites] : [.. firstWrites, .. secondWrites];
    }

    private static IEnumerable<Extent> Differences(byte[] present, byte[] wanted, int offsetBytes)
    {
        for (var position = 0; position < wanted.Length;)
        {
            var equalBytes = present.AsSpan(position).CommonPrefixLength(wanted.AsSpan(position));
            var start = position + (equalBytes / CellBytes * CellBytes);
            position = start;
            while (position < wanted.Length && !IsSame(present, wanted, position))
            {
                position += CellBytes;
            }

            if (position > start)
            {
                var source = new MemorySource(wanted.AsMemory(start, position - start));
                yield return new Extent(offsetBytes + start, position - start, source);
            }
        }
    }

    private static bool IsSame(byte[] present, byte[] wanted, int position) =>
        present.AsSpan(position, CellBytes).SequenceEqual(wanted.AsSpan(position, CellBytes));
}
