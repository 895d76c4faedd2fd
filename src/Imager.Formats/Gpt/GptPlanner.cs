using Imager.Core;
using Imager.Formats.Mbr;

namespace Imager.Formats.Gpt;

/// <summary>The rules behind <see cref="GptLayout.Plan"/>.</summary>
internal static class GptPlanner
{
    /// <summary>32 PiB: sums of 128 such sizes still fit into 64 bits.</summary>
    private const long MaxBytes = 1L << 55;

    internal static List<string> Check(GptDiskOptions options)
    {
        var problems = new List<string>();
        if (options.SectorBytes is not (512 or 4096))
        {
            problems.Add($"Sector size {options.SectorBytes} is not supported; use 512 or 4096 bytes.");
            return problems;
        }

        if (options.DiskSize.Bytes > MaxBytes)
        {
            problems.Add($"Disk size {options.DiskSize} exceeds {new ByteSize(MaxBytes)}.");
        }

        if (!options.DiskSize.IsMultipleOf(new ByteSize(options.SectorBytes)))
        {
            problems.Add($"Disk size {options.DiskSize.Bytes} is not a multiple of the sector size {options.SectorBytes}.");
        }

        if (options.BootCode.Length > MasterBootRecord.MaxBootCodeBytes)
        {
            problems.Add($"Boot code of {options.BootCode.Length} bytes exceeds {MasterBootRecord.MaxBootCodeBytes}.");
        }

        if (options.ArrayGapSectors < 0)
        {
            problems.Add($"Entry array gap of {options.ArrayGapSectors} sectors is negative.");
        }

        if (options.Partitions.Count > GptLayout.EntryCount)
        {
            problems.Add($"{options.Partitions.Count} partitions exceed the table's {GptLayout.EntryCount} entries.");
        }

        for (var index = 0; index < options.Partitions.Count; index++)
        {
            CheckPartition(options, index, problems);
        }

        if (problems.Count == 0 && !Fits(options))
        {
            problems.Add(
                $"Disk size {options.DiskSize} ({options.DiskSize.Bytes} bytes) is too small for "
                + $"{string.Join(" + ", options.Partitions.Select(Describe))} and the partition tables. "
                + $"Use {MinimumDiskSize(options)} or more.");
        }

        return problems;
    }

    internal static GptLayout Place(GptDiskOptions options)
    {
        var layout = Empty(options);
        var placed = new List<GptPartition>(options.Partitions.Count);
        var next = layout.FirstUsable;
        foreach (var wanted in options.Partitions)
        {
            var end = wanted.Size is { } size ? next + (size.Bytes / options.SectorBytes) : RestEnd(layout);
            var unique = wanted.UniqueGuid ?? LabelGuid.FromLabel(wanted.Name);
            placed.Add(new(placed.Count + 1, wanted.Name, wanted.TypeGuid, unique, next, end - 1, wanted.Attributes));
            next = AlignUp(end, options.SectorBytes);
        }

        return layout with { Partitions = placed };
    }

    /// <summary>For the message: in whole MiB; a partition that takes the rest gets 1 MiB.</summary>
    private static ByteSize MinimumDiskSize(GptDiskOptions options)
    {
        var end = EndOf(options);
        var sectors = end + GptLayout.ArraySectors(options.SectorBytes) + 1;
        return new ByteSize(sectors.ToByteOffset(options.SectorBytes)).AlignUp(new ByteSize(GptLayout.AlignmentBytes));
    }

    private static bool Fits(GptDiskOptions options)
    {
        var layout = Empty(options);
        return EndOf(options) <= (TakesRest(options) ? RestEnd(layout) : layout.LastUsable + 1);
    }

    /// <summary>The first sector behind the last partition; one that takes the rest counts as 1 MiB.</summary>
    private static Lba EndOf(GptDiskOptions options)
    {
        var end = Empty(options).FirstUsable;
        foreach (var wanted in options.Partitions)
        {
            var bytes = wanted.Size?.Bytes ?? GptLayout.AlignmentBytes;
            end = AlignUp(end, options.SectorBytes) + ((bytes + options.SectorBytes - 1) / options.SectorBytes);
        }

        return end;
    }

    private static void CheckPartition(GptDiskOptions options, int index, List<string> problems)
    {
        var wanted = options.Partitions[index];
        var name = $"Partition {index + 1} \"{wanted.Name}\"";
        if (wanted.Name.Length > GptPartition.MaxNameUnits)
        {
            problems.Add($"{name} has a name of {wanted.Name.Length} UTF-16 units; {GptPartition.MaxNameUnits} fit.");
        }

        if (wanted.TypeGuid == Guid.Empty)
        {
            problems.Add($"{name} has no type GUID; zero marks an unused entry.");
        }

        if (wanted.Size is null && index + 1 < options.Partitions.Count)
        {
            problems.Add($"{name} takes the rest of the disk, but {options.Partitions.Count - index - 1} partitions follow it.");
        }

        if (wanted.Size?.Bytes > MaxBytes)
        {
            problems.Add($"{name} of {wanted.Size} exceeds {new ByteSize(MaxBytes)}.");
        }

        if (wanted.Size is { } size && (size.Bytes == 0 || !size.IsMultipleOf(new ByteSize(options.SectorBytes))))
        {
            problems.Add($"{name} has {size.Bytes} bytes, not a positive multiple of the sector size {options.SectorBytes}.");
        }

        if (wanted is { Size: { } room, Content: { } content } && content.LengthBytes > room.Bytes)
        {
            problems.Add(
                $"{name} of {room} ({room.Bytes} bytes) is too small for its content of {content.LengthBytes} bytes; "
                + $"{content.LengthBytes - room.Bytes} bytes are missing.");
        }
    }

    private static string Describe(GptPartitionOptions wanted) =>
        $"{wanted.Name} {wanted.Size?.ToString() ?? "rest (1 MiB or more)"}";

    private static bool TakesRest(GptDiskOptions options) => options.Partitions.Any(wanted => wanted.Size is null);

    private static GptLayout Empty(GptDiskOptions options)
    {
        var array = GptLayout.PrimaryHeader + 1 + options.ArrayGapSectors;
        var firstUsable = AlignUp(array + GptLayout.ArraySectors(options.SectorBytes), options.SectorBytes);
        var sectors = options.DiskSize.Bytes / options.SectorBytes;
        return new(options.SectorBytes, sectors, options.DiskGuid, array, firstUsable, []);
    }

    /// <summary>The end of a partition that takes the rest: the last aligned address at or below the last usable one.</summary>
    private static Lba RestEnd(GptLayout layout)
    {
        var alignmentSectors = GptLayout.AlignmentBytes / layout.SectorBytes;
        return new((layout.LastUsable.Value + 1) / alignmentSectors * alignmentSectors);
    }

    private static Lba AlignUp(Lba lba, int sectorBytes)
    {
        var alignmentSectors = GptLayout.AlignmentBytes / sectorBytes;
        return new((lba.Value + alignmentSectors - 1) / alignmentSectors * alignmentSectors);
    }
}
