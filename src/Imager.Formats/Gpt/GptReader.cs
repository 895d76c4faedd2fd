using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Mbr;

namespace Imager.Formats.Gpt;

/// <summary>Reads GPT disks of any origin. Sizes are checked before they are believed; at most a few MiB are read.</summary>
public static class GptReader
{
    private const int MaxArrayBytes = 1 << 20;
    private const int MaxEntrySizeBytes = 4096;
    private static readonly int[] KnownSectorBytes = [512, 4096];

    /// <summary>Reads the partition table, or returns null when neither end of the disk has one.</summary>
    /// <exception cref="InvalidInputException">There is a table, but both copies are damaged.</exception>
    public static GptImage? TryRead(ByteSource disk)
    {
        foreach (var sectorBytes in KnownSectorBytes)
        {
            var last = new Lba((disk.LengthBytes / sectorBytes) - 1);
            var hasPrimary = last.Value >= 1 && GptHeader.HasSignature(Sector(disk, GptLayout.PrimaryHeader, sectorBytes));
            if (hasPrimary || (last.Value >= 1 && GptHeader.HasSignature(Sector(disk, last, sectorBytes))))
            {
                return Read(disk, sectorBytes, last);
            }
        }

        return null;
    }

    private static GptImage Read(ByteSource disk, int sectorBytes, Lba last)
    {
        var primary = ReadTable(disk, GptLayout.PrimaryHeader, sectorBytes);
        var backupPlace = primary.Header?.Other ?? last;
        var backup = ReadTable(disk, backupPlace, sectorBytes);
        if ((primary.Entries is null ? backup : primary) is not { Header: { } header, Entries: { } entries })
        {
            throw new InvalidInputException(
                "IMG2205", $"GPT: both copies are damaged. Primary: {primary.Problem}. Backup: {backup.Problem}.");
        }

        var mbr = MasterBootRecord.TryRead(disk.ReadAtMost(0, MasterBootRecord.SizeBytes));
        var problems = new List<string>();
        problems.AddRange(primary.Problem is null ? [] : [$"Primary table: {primary.Problem}."]);
        problems.AddRange(backup.Problem is null ? [] : [$"Backup table: {backup.Problem}."]);
        problems.AddRange(primary.Problem is null && backupPlace != last
            ? [$"The backup table is at LBA {backupPlace.Value}, not in the disk's last sector {last.Value}."]
            : []);
        problems.AddRange(primary.Entries is { } first && backup.Entries is { } second && !first.SequenceEqual(second)
            ? ["The two tables list different partitions."]
            : []);
        problems.AddRange(mbr is { IsProtective: true } ? [] : ["LBA 0 has no protective MBR entry (type EE from LBA 1)."]);
        problems.AddRange(PlacementProblems(entries, header));
        return new(sectorBytes, header.DiskGuid, header.FirstUsable, header.LastUsable, entries, mbr, problems);
    }

    private static Table ReadTable(ByteSource disk, Lba place, int sectorBytes)
    {
        if (place.Value < 1 || place.Value >= disk.LengthBytes / sectorBytes)
        {
            return new(null, null, $"LBA {place.Value} is not on the disk");
        }

        var (header, problem) = GptHeader.Read(Sector(disk, place, sectorBytes), place);
        return header is null ? new(null, null, problem) : ReadEntries(disk, header, sectorBytes);
    }

    private static Table ReadEntries(ByteSource disk, GptHeader header, int sectorBytes)
    {
        var (start, count, sizeBytes, crc) = header.Entries;
        if (sizeBytes < GptLayout.EntrySizeBytes || sizeBytes > MaxEntrySizeBytes || !uint.IsPow2(sizeBytes))
        {
            return new(header, null, $"entry size {sizeBytes} is not 128 × 2^n up to {MaxEntrySizeBytes}");
        }

        var arrayBytes = (long)count * sizeBytes;
        if (arrayBytes > MaxArrayBytes)
        {
            return new(header, null, $"{count} entries of {sizeBytes} bytes exceed the reader's limit of {MaxArrayBytes} bytes");
        }

        if (start.Value < 1 || start.Value > disk.LengthBytes / sectorBytes
            || start.ToByteOffset(sectorBytes) + arrayBytes > disk.LengthBytes)
        {
            return new(header, null, $"entry array at LBA {start.Value} of {arrayBytes} bytes is not on the disk");
        }

        var array = disk.ReadAtMost(start.ToByteOffset(sectorBytes), (int)arrayBytes);
        var computedCrc = Crc32.Compute(array);
        if (computedCrc != crc)
        {
            return new(header, null, $"entry array CRC is {crc:X8}, its bytes give {computedCrc:X8}");
        }

        var entries = Enumerable.Range(0, (int)count)
            .Select(index => GptPartition.Read(index + 1, array.AsSpan(index * (int)sizeBytes, (int)sizeBytes)))
            .OfType<GptPartition>()
            .ToList();
        return new(header, entries, null);
    }

    internal static string? RangeProblem(GptPartition partition, Lba first, Lba last) =>
        partition.FirstLba < first || partition.LastLba > last || partition.LastLba < partition.FirstLba
            ? $"partition {partition.Number} spans LBA {partition.FirstLba.Value} to {partition.LastLba.Value}, "
                + $"not a range inside {first.Value} to {last.Value}"
            : null;

    private static IEnumerable<string> PlacementProblems(IReadOnlyList<GptPartition> partitions, GptHeader header)
    {
        GptPartition? before = null;
        foreach (var partition in partitions.OrderBy(partition => partition.FirstLba))
        {
            if (RangeProblem(partition, header.FirstUsable, header.LastUsable) is { } problem)
            {
                yield return $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.";
            }

            if (before is not null && partition.FirstLba <= before.LastLba)
            {
                yield return $"Partitions {before.Number} and {partition.Number} overlap at LBA {partition.FirstLba.Value}.";
            }

            before = partition;
        }
    }

    private static byte[] Sector(ByteSource disk, Lba place, int sectorBytes) =>
        disk.ReadAtMost(place.ToByteOffset(sectorBytes), sectorBytes);

    private sealed record Table(GptHeader? Header, IReadOnlyList<GptPartition>? Entries, string? Problem);
}
