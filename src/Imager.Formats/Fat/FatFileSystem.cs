using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Fat;

/// <summary>Writes FAT12, FAT16 and FAT32 volumes: an ESP, the boot image of an ISO, a configuration medium.</summary>
public static class FatFileSystem
{
    /// <summary>Describes a volume that holds <paramref name="root"/>.</summary>
    /// <remarks>
    /// Microsoft FAT specification 1.03. Only boot sectors, the used heads of the FATs and the directories are made; file
    /// clusters point into the tree's contents. Directories come first, then the files, each as one ascending run (or, on request, at the volume's end).
    /// Names that fit 8.3 in one case per part are stored so (with the NT case bits), all others as long names.
    /// </remarks>
    /// <exception cref="InvalidInputException">Impossible geometry, a name or file that FAT cannot hold, a full root
    /// directory or a full volume; always before any work, with the numbers.</exception>
    /// <exception cref="UnsupportedException">The sector size is neither 512 nor 4096.</exception>
    public static ExtentMap Create(FatOptions options, TreeDirectory root)
    {
        CheckLabel(options.Label);
        var geometry = FatGeometry.Plan(options);
        var tree = FatTree.Create(root);
        CheckRoom(options, geometry, tree);

        var table = new FatTable(geometry);
        foreach (var directory in tree.Directories.Where(directory => !directory.IsRoot || geometry.Type == FatType.Fat32))
        {
            directory.Self.FirstCluster = table.Allocate(DirectoryBytes(directory, options.Label));
        }

        if (options.FilesAtEnd)
        {
            table.SkipToLast(tree.Files.Sum(file =>
                FatTable.ClustersFor(((TreeFile)file.Node).Content.LengthBytes, geometry.ClusterBytes)));
        }

        foreach (var file in tree.Files)
        {
            file.FirstCluster = table.Allocate(((TreeFile)file.Node).Content.LengthBytes);
        }

        var builder = new ExtentMapBuilder();
        AddReserved(builder, options, geometry, table);
        AddContents(builder, options, geometry, tree);
        foreach (var (offsetBytes, bytes) in table.ToParts())
        {
            for (var copy = 0; copy < geometry.FatCount; copy++)
            {
                builder.Add(geometry.FatOffsetBytes + (copy * geometry.FatBytes) + offsetBytes, bytes);
            }
        }

        return builder.Build(options.Size.Bytes);
    }

    private static void AddReserved(ExtentMapBuilder builder, FatOptions options, FatGeometry geometry, FatTable table)
    {
        var boot = new byte[FatBootSector.SizeBytes];
        new FatBootSector(geometry, options.HiddenSectors, options.VolumeId, options.Label).WriteTo(boot);
        builder.Add(0, boot);
        if (geometry.Type == FatType.Fat32)
        {
            var info = FsInfo(table);
            builder.Add((long)FatBootSector.BackupSector * geometry.SectorBytes, boot);
            AddBehindBootSector(builder, geometry, FatBootSector.FsInfoSector, info);
            AddBehindBootSector(builder, geometry, FatBootSector.BackupSector + FatBootSector.FsInfoSector, info);
        }
    }

    /// <summary>FSInfo, and behind it the third sector of the boot area, empty but for its 55 AA.</summary>
    private static void AddBehindBootSector(ExtentMapBuilder builder, FatGeometry geometry, int sector, byte[] info)
    {
        byte[] mark = [0x55, 0xAA];
        builder.Add((long)sector * geometry.SectorBytes, info);
        builder.Add(((sector + 1L) * geometry.SectorBytes) + FatBootSector.SizeBytes - mark.Length, mark);
    }

    /// <summary>FAT specification 1.03, section 5: how many clusters are free, and where to look for them.</summary>
    private static byte[] FsInfo(FatTable table)
    {
        var free = table.FreeCount;
        var bytes = new byte[FatBootSector.SizeBytes];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii("RRaA");
        fields.WriteZero(480);
        fields.WriteAscii("rrAa");
        fields.WriteUInt32(free, free == 0 ? uint.MaxValue : table.NextFree);
        fields.WriteZero(12);
        fields.WriteByte(0, 0, 0x55, 0xAA);
        fields.EnsureFull();
        return bytes;
    }

    private static void AddContents(ExtentMapBuilder builder, FatOptions options, FatGeometry geometry, FatTree tree)
    {
        var time = FatTime.From(options.Epoch);
        foreach (var directory in tree.Directories)
        {
            var offsetBytes = directory.IsRoot && geometry.Type != FatType.Fat32
                ? geometry.RootOffsetBytes
                : geometry.ClusterOffsetBytes(directory.Self.FirstCluster);
            builder.Add(offsetBytes, directory.ToBytes(options.Label, time));
        }

        foreach (var file in tree.Files.Where(file => file.FirstCluster > 0))
        {
            builder.Add(geometry.ClusterOffsetBytes(file.FirstCluster), ((TreeFile)file.Node).Content);
        }
    }

    /// <summary>Bytes of a directory; an empty FAT32 root still has a cluster.</summary>
    private static long DirectoryBytes(FatDirectory directory, string label) =>
        Math.Max(directory.EntryCount(label), 1) * (long)FatGeometry.DirectoryEntryBytes;

    private static void CheckRoom(FatOptions options, FatGeometry geometry, FatTree tree)
    {
        var isFixedRoot = geometry.Type != FatType.Fat32;
        var rootEntries = tree.Directories[0].EntryCount(options.Label);
        if (isFixedRoot && rootEntries > geometry.RootEntries)
        {
            throw new InvalidInputException(
                "IMG2214",
                $"FAT: the root directory needs {rootEntries} entries (a long name takes several); {geometry.Type} has "
                + $"{geometry.RootEntries}. Use FAT32 or a subdirectory.");
        }

        var largest = tree.Directories.MaxBy(directory => directory.EntryCount(options.Label))!;
        if (largest.EntryCount(options.Label) > FatDirectory.MaxEntries)
        {
            throw new InvalidInputException(
                "IMG2215",
                $"FAT: directory \"{largest.Self.Node.Name}\" needs {largest.EntryCount(options.Label)} entries; "
                + $"FAT directories end at {FatDirectory.MaxEntries}. Split it.");
        }

        var directoryClusters = tree.Directories.Where(directory => !(directory.IsRoot && isFixedRoot))
            .Sum(directory => FatTable.ClustersFor(DirectoryBytes(directory, options.Label), geometry.ClusterBytes));
        var fileClusters = tree.Files
            .Sum(file => FatTable.ClustersFor(((TreeFile)file.Node).Content.LengthBytes, geometry.ClusterBytes));
        var missing = directoryClusters + fileClusters - geometry.ClusterCount;
        if (missing > 0)
        {
            throw new InvalidInputException(
                "IMG2216",
                $"FAT: {tree.Files.Count} files and {tree.Directories.Count} directories need "
                + $"{directoryClusters + fileClusters} clusters of {geometry.ClusterBytes} bytes; {options.Size} hold "
                + $"{geometry.ClusterCount}. {missing * geometry.ClusterBytes} bytes are missing: enlarge the volume.");
        }
    }

    private static void CheckLabel(string label)
    {
        if (label.Length > FatName.ShortBytes || label.StartsWith(' ')
            || !label.All(c => c == ' ' || FatName.IsShortCharacter(c)))
        {
            throw new InvalidInputException(
                "IMG2217",
                $"FAT: volume label \"{label}\" must have at most {FatName.ShortBytes} characters of A-Z, 0-9, space and "
                + "!#$%&'()-@^_`{}~, and not start with a space.");
        }
    }
}
