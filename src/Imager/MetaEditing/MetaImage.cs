using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Formats.Iso9660;
using Imager.Formats.Meta;
using Imager.Host;
using Imager.Plan;

namespace Imager.MetaEditing;

/// <summary>Reads and changes META values of finished images: raw disks, ISO images, dumps of a META partition.</summary>
public static class MetaImage
{
    /// <summary>The values of an image.</summary>
    /// <exception cref="InvalidInputException">The file is none of the three kinds, or has no META at all.</exception>
    public static MetaReport Show(string path)
    {
        using var file = FileSource.Open(path, "image");
        if (IsoReader.IsIso(file))
        {
            return IsoMeta.Show(file);
        }

        var (name, partition) = FindPartition(file, path);
        var adv = AdvPartition.Read(partition);
        return new MetaReport(name, [.. adv.Entries.OrderBy(entry => entry.Tag)], adv.Problems);
    }

    /// <summary>Sets values, or removes them where the new one is null.</summary>
    /// <remarks>
    /// A disk or dump is changed in place: one copy of the ADV is written and flushed before the other, so that an
    /// interruption leaves either the old or the new values. An ISO is rewritten beside itself and renamed.
    /// </remarks>
    /// <exception cref="InvalidInputException">No META, a value too large, or a value that the command line cannot carry.</exception>
    public static void Set(string path, IReadOnlyList<(byte Key, string? Value)> changes, CancellationToken cancellationToken)
    {
        using var file = FileSource.Open(path, "image");
        if (IsoReader.IsIso(file))
        {
            IsoMeta.Set(file, path, changes, cancellationToken);
            return;
        }

        var (_, partition) = FindPartition(file, path);
        var encoded = changes
            .Select(change => (change.Key, change.Value is null ? null : System.Text.Encoding.UTF8.GetBytes(change.Value)))
            .ToList();
        var writes = AdvEditor.Change(partition, encoded);
        var partitionOffset = AbsoluteOffset(partition);
        InPlaceWriter.Write(path, writes.Select(write => write with { OffsetBytes = write.OffsetBytes + partitionOffset }));
    }

    /// <summary>The META partition of a disk, or the file itself when it is a dump of one.</summary>
    private static (string Name, ByteSource Partition) FindPartition(FileSource file, string path)
    {
        if (GptReader.TryRead(file) is { } disk)
        {
            var meta = disk.Partitions.FirstOrDefault(partition => partition.Name == PartitionNames.Meta)
                ?? throw new InvalidInputException(
                    "IMG2720",
                    $"\"{path}\" has no partition called META; it has {string.Join(", ", disk.Partitions.Select(p => p.Name))}.");
            return ($"partition {meta.Number} META", disk.Open(file, meta));
        }

        // One damaged copy is what an interrupted change leaves; the next change mends it.
        if (file.LengthBytes >= AdvPartition.MinimumSizeBytes && AdvPartition.Read(file) is { Problems.Count: <= 1 } dump
            && (dump.Entries.Count > 0 || file.LengthBytes == AdvPartition.SizeBytes))
        {
            return ("META partition dump", file);
        }

        throw new InvalidInputException(
            "IMG2721",
            $"\"{path}\" is no raw disk with a GPT, no ISO image and no dump of a META partition. "
            + "Decompress it, or convert it with `imager convert IN OUT.raw`, first.");
    }

    /// <summary>Where a part of a file begins in that file.</summary>
    internal static long AbsoluteOffset(ByteSource part) => ExtentMap.FromSource(part).Flatten().First().SourceOffsetBytes;
}
