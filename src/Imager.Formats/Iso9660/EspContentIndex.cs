using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>Finds a file's content inside the EFI system partition by the identity of its sources, never by
/// reading.</summary>
internal sealed class EspContentIndex
{
    private readonly List<Extent> runs;
    private readonly Dictionary<ByteSource, List<int>> runsBySource = new(SourceIdentity.Comparer);

    internal EspContentIndex(ExtentMap esp)
    {
        runs = Runs(esp.Flatten());
        for (var index = 0; index < runs.Count; index++)
        {
            if (!runsBySource.TryGetValue(runs[index].Source, out var places))
            {
                runsBySource.Add(runs[index].Source, places = []);
            }

            places.Add(index);
        }
    }

    /// <summary>The offset of <paramref name="content"/> in the partition, an aligned one where there is a choice; null
    /// if absent.</summary>
    internal long? Find(ByteSource content)
    {
        var wanted = content is ExtentMapSource nested
            ? Runs(nested.Map.Flatten())
            : [new Extent(0, content.LengthBytes, content)];
        if (wanted.Count == 0 || !runsBySource.TryGetValue(wanted[0].Source, out var places))
        {
            return null;
        }

        long? misaligned = null;
        foreach (var index in places)
        {
            var offset = runs[index].OffsetBytes
                + (wanted[0].SourceOffsetBytes - runs[index].SourceOffsetBytes) - wanted[0].OffsetBytes;
            if (offset < 0 || !Matches(wanted, index, offset, content.LengthBytes))
            {
                continue;
            }

            if (offset % IsoFormat.SectorBytes == 0)
            {
                return offset;
            }

            misaligned ??= offset;
        }

        return misaligned;
    }

    /// <summary>Whether the partition holds exactly <paramref name="wanted"/>, holes included, from <paramref
    /// name="offset"/> on.</summary>
    private bool Matches(List<Extent> wanted, int firstRun, long offset, long lengthBytes)
    {
        // A hole at the content's start must be a hole in the partition too.
        if (firstRun > 0 && wanted[0].OffsetBytes > 0 && runs[firstRun - 1].EndBytes > offset)
        {
            return false;
        }

        for (var index = 0; index < wanted.Count; index++)
        {
            var part = wanted[index];
            if (firstRun + index >= runs.Count)
            {
                return false;
            }

            var run = runs[firstRun + index];
            var start = offset + part.OffsetBytes;
            var shift = start - run.OffsetBytes;
            var beginsRight = shift == 0 || (shift > 0 && part.OffsetBytes == 0);
            var endsRight = run.EndBytes == start + part.LengthBytes
                || (run.EndBytes > start + part.LengthBytes && part.EndBytes == lengthBytes);
            if (!beginsRight || !endsRight || run.SourceOffsetBytes + shift != part.SourceOffsetBytes
                || !SourceIdentity.Comparer.Equals(run.Source, part.Source))
            {
                return false;
            }
        }

        // A hole at the content's end likewise.
        var next = firstRun + wanted.Count;
        return wanted[^1].EndBytes == lengthBytes || next >= runs.Count || runs[next].OffsetBytes >= offset + lengthBytes;
    }

    /// <summary>Joins neighbours that continue each other, so that cluster-wise and whole-file extents compare
    /// equal.</summary>
    private static List<Extent> Runs(IEnumerable<Extent> leaves)
    {
        var joined = new List<Extent>();
        foreach (var leaf in leaves)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.EndBytes == leaf.OffsetBytes
                && last.SourceOffsetBytes + last.LengthBytes == leaf.SourceOffsetBytes
                && SourceIdentity.Comparer.Equals(last.Source, leaf.Source))
            {
                joined[^1] = last with { LengthBytes = last.LengthBytes + leaf.LengthBytes };
            }
            else
            {
                joined.Add(leaf);
            }
        }

        return joined;
    }
}
