using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Fat;

/// <summary>A FAT volume made by anybody: its facts, its tree and its files, read on demand and never believed.</summary>
/// <remarks>
/// Limits: directories of 2 MiB, 128 MiB of them, 64 levels, 200 000 entries. A directory that is reached twice is listed
/// once. Not safe for several threads, the sources it hands out are.
/// </remarks>
public sealed class FatVolume
{
    private const int MaxDepth = 64;
    private const int MaxEntries = 200_000;
    private const long MaxDirectoryBytes = FatDirectory.MaxEntries * FatGeometry.DirectoryEntryBytes;
    private const long MaxTotalDirectoryBytes = 64 * MaxDirectoryBytes;

    private readonly ByteSource volume;
    private readonly FatChain chain;
    private readonly FatBootSector boot;
    private long listedBytes;

    private FatVolume(ByteSource volume, FatBootSector boot)
    {
        (this.volume, this.boot) = (volume, boot);
        chain = new FatChain(volume, boot.Geometry);
        Label = RootEntries().FirstOrDefault(IsLabel)?.ShortName ?? boot.Label;
    }

    /// <summary>Type, cluster size and regions.</summary>
    public FatGeometry Geometry => boot.Geometry;

    /// <summary>The serial number.</summary>
    public uint VolumeId => boot.VolumeId;

    /// <summary>The label from the root directory, else from the boot sector; empty when there is none.</summary>
    public string Label { get; }

    /// <summary>Sectors that the boot sector says lie before the volume.</summary>
    public uint HiddenSectors => boot.HiddenSectors;

    /// <summary>Opens a volume, or returns null when the first sector is not that of a FAT.</summary>
    /// <exception cref="InvalidInputException">It is a FAT, but cut off or with a damaged root directory.</exception>
    public static FatVolume? TryOpen(ByteSource volume)
    {
        if (FatBootSector.TryRead(volume.ReadAtMost(0, FatBootSector.SizeBytes)) is not { } boot)
        {
            return null;
        }

        var neededBytes = boot.Geometry.TotalSectors * boot.Geometry.SectorBytes;
        return neededBytes <= volume.LengthBytes
            ? new FatVolume(volume, boot)
            : throw new InvalidInputException(
                "IMG2219", $"FAT: the boot sector says {neededBytes} bytes, but only {volume.LengthBytes} are there.");
    }

    /// <summary>Every file and directory, parents before children, in stored order.</summary>
    /// <exception cref="InvalidInputException">A directory's chain is damaged, or a limit is exceeded.</exception>
    public IReadOnlyList<FatEntry> List()
    {
        listedBytes = 0;
        var found = new List<FatEntry>();
        var seen = new HashSet<uint> { 0, boot.RootFirstCluster };
        AddBelow(RootEntries(), 1, found, seen);
        return found;
    }

    /// <summary>The entry at a path, compared without case, or null.</summary>
    /// <exception cref="InvalidInputException">See <see cref="List"/>.</exception>
    public FatEntry? Find(string path) =>
        List().FirstOrDefault(entry => string.Equals(entry.Path, path.Trim('/'), StringComparison.OrdinalIgnoreCase));

    /// <summary>A file's bytes: extents that point into the volume.</summary>
    /// <exception cref="InvalidInputException">It is a directory, or its cluster chain is damaged.</exception>
    public ByteSource Open(FatEntry file) => file.IsDirectory
        ? throw new InvalidInputException("IMG2220", $"FAT: \"{file.Path}\" is a directory, not a file.")
        : chain.Read(file.FirstCluster, file.SizeBytes, file.Path).AsSource();

    private static bool IsLabel(FatEntry entry) => entry.Attributes.HasFlag(FatAttributes.VolumeLabel);

    private void AddBelow(IEnumerable<FatEntry> entries, int depth, List<FatEntry> found, HashSet<uint> seen)
    {
        foreach (var entry in entries.Where(entry => !IsLabel(entry)))
        {
            if (found.Count == MaxEntries || depth > MaxDepth || listedBytes > MaxTotalDirectoryBytes)
            {
                throw new InvalidInputException(
                    "IMG2221",
                    $"FAT: more than {MaxEntries} entries, {MaxDepth} levels or {MaxTotalDirectoryBytes} bytes of directories "
                    + $"at \"{entry.Path}\"; the reader stops here.");
            }

            // A path repeats the names of all its directories: it takes memory like directories do.
            listedBytes += 2L * entry.Path.Length;
            found.Add(entry);
            if (entry.IsDirectory && seen.Add(entry.FirstCluster))
            {
                AddBelow(ReadDirectory(entry.FirstCluster, entry.Path + "/"), depth + 1, found, seen);
            }
        }
    }

    private IEnumerable<FatEntry> RootEntries() => Geometry.Type == FatType.Fat32
        ? ReadDirectory(boot.RootFirstCluster, string.Empty)
        : FatDirectoryParser.Parse(
            volume.ReadAtMost(Geometry.RootOffsetBytes, Geometry.RootEntries * FatGeometry.DirectoryEntryBytes),
            string.Empty);

    private IEnumerable<FatEntry> ReadDirectory(uint firstCluster, string path)
    {
        var lengthBytes = chain.Measure(firstCluster, MaxDirectoryBytes, path);
        listedBytes += lengthBytes;
        return FatDirectoryParser.Parse(chain.Read(firstCluster, lengthBytes, path).AsSource().ToArray(), path);
    }
}
