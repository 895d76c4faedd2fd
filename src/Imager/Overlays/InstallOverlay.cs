using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Host;
using Imager.Plan;

namespace Imager.Overlays;

/// <summary>Runs an overlay's <c>install</c> over a sparse file in the place of the disk and collects what it wrote.</summary>
/// <remarks>
/// The file is as long as the disk and empty: an overlay that reads a partition table from it finds none. Bytes may lie before the first
/// partition, outside of the partition table; <c>MOUNTPREFIX/boot/EFI</c> is the ESP, for every boot loader.
/// </remarks>
public static class InstallOverlay
{
    private const int TrimBytes = 64 << 10;

    /// <summary>Runs and collects; the files stay in <paramref name="folder"/> as long as the result is used.</summary>
    /// <exception cref="InvalidInputException">The overlay wrote where the partition table or a partition is, or a link.</exception>
    public static async Task<OverlayResult> RunAsync(
        OverlayProgram program, string source, DiskPlan disk, string folder, CancellationToken cancellationToken)
    {
        var diskPath = Path.Combine(folder, "disk");
        var prefix = Path.Combine(folder, "mount");
        var esp = Directory.CreateDirectory(Path.Combine(prefix, "boot", "EFI")).FullName;
        await using (var file = new FileStream(diskPath, FileMode.CreateNew, FileAccess.Write))
        {
            file.SetLength(disk.DiskSize.Bytes);
        }

        await program.InstallAsync(diskPath, prefix, cancellationToken);
        return new OverlayResult(EspFiles(esp, source), DiskBytes(FileSource.Open(diskPath, "overlay's disk"), disk, source));
    }

    private static List<(string Path, FileSource Content)> EspFiles(string esp, string source)
    {
        var files = new List<(string Path, FileSource Content)>();
        foreach (var info in new DirectoryInfo(esp).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .OrderBy(info => info.FullName, StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(esp, info.FullName);
            if (info.LinkTarget is not null)
            {
                throw new InvalidInputException(
                    "IMG2050", $"{source}: the overlay made a link, boot/EFI/{name}; the EFI system partition (FAT) has none.");
            }

            if (info is FileInfo)
            {
                files.Add((name, FileSource.Open(info.FullName, "overlay's file")));
            }
        }

        return files;
    }

    private static List<Extent> DiskBytes(FileSource written, DiskPlan disk, string source)
    {
        if (written.LengthBytes > disk.DiskSize.Bytes)
        {
            throw new InvalidInputException(
                "IMG2051", $"{source}: the overlay wrote behind the end of the disk: {written.LengthBytes} bytes of {disk.DiskSize.Bytes}.");
        }

        var extents = FileExtents.Of(written).Extents.Select(Trim).Where(extent => extent.LengthBytes > 0).ToList();
        foreach (var extent in extents)
        {
            if (Reserved(disk).FirstOrDefault(range => extent.OffsetBytes < range.End && range.Start < extent.EndBytes) is { Name: not null } hit)
            {
                throw new InvalidInputException(
                    "IMG2047",
                    $"{source}: the overlay wrote bytes {extent.OffsetBytes} to {extent.EndBytes - 1} of the disk, where {hit.Name} lies "
                    + $"({hit.Start} to {hit.End - 1}). Its partitionOptions.offset must keep that range free.");
            }
        }

        return extents;
    }

    /// <summary>File systems keep data in blocks; the zeros around what was written are not part of it.</summary>
    private static Extent Trim(Extent extent)
    {
        var (start, end) = (extent.OffsetBytes, extent.EndBytes);
        var buffer = new byte[TrimBytes];
        while (start < end)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(TrimBytes, end - start));
            extent.Source.ReadExactly(extent.SourceOffsetBytes + (start - extent.OffsetBytes), chunk);
            var first = chunk.IndexOfAnyExcept((byte)0);
            start += first < 0 ? chunk.Length : first;
            if (first >= 0)
            {
                break;
            }
        }

        while (end > start)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(TrimBytes, end - start));
            extent.Source.ReadExactly(extent.SourceOffsetBytes + (end - chunk.Length - extent.OffsetBytes), chunk);
            var last = chunk.LastIndexOfAnyExcept((byte)0);
            end -= chunk.Length - 1 - last;
            if (last >= 0)
            {
                break;
            }
        }

        return new Extent(start, end - start, extent.Source, extent.SourceOffsetBytes + (start - extent.OffsetBytes));
    }

    private static IEnumerable<(string? Name, long Start, long End)> Reserved(DiskPlan disk)
    {
        var (layout, sector) = (disk.Layout, disk.SectorBytes);
        yield return ("the protective MBR or the GPT header", 0, 2L * sector);
        yield return (
            "the GPT's list of partitions", layout.PrimaryArray.ToByteOffset(sector),
            layout.PrimaryArray.ToByteOffset(sector) + ((long)GptLayout.ArraySectors(sector) * sector));
        foreach (var partition in layout.Partitions)
        {
            yield return ($"partition {partition.Name}", partition.FirstLba.ToByteOffset(sector), (partition.LastLba + 1).ToByteOffset(sector));
        }

        yield return ("the backup GPT", layout.BackupArray.ToByteOffset(sector), disk.DiskSize.Bytes);
    }
}
