using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>A directory tree with the sectors of its path tables.</summary>
internal sealed class VolumeTables(IsoDirectoryTree tree)
{
    internal IsoDirectoryTree Tree { get; } = tree;

    internal long LittleEndianSector { get; private set; }

    internal long BigEndianSector { get; private set; }

    /// <summary>Takes sectors for both path tables.</summary>
    internal long PlacePathTables(long sector)
    {
        var tableSectors = IsoFormat.SectorsOf(Tree.PathTableBytes);
        LittleEndianSector = sector;
        BigEndianSector = sector + tableSectors;
        return sector + (2 * tableSectors);
    }

    /// <summary>Takes sectors for the directories, then for their continuation areas.</summary>
    /// <remarks>Areas lie behind the records that refer to them: libarchive refuses the other order.</remarks>
    internal long PlaceDirectories(long sector)
    {
        foreach (var directory in Tree.Directories)
        {
            directory.StartSector = sector;
            sector += directory.SizeBytes / IsoFormat.SectorBytes;
        }

        var position = sector * IsoFormat.SectorBytes;
        foreach (var area in Tree.Continuations())
        {
            var left = IsoFormat.SectorBytes - (position % IsoFormat.SectorBytes);
            position += area.SizeBytes > left ? left : 0;
            area.OffsetBytes = position;
            position += area.SizeBytes;
        }

        return IsoFormat.SectorsOf(position);
    }

    internal void AddTo(ExtentMapBuilder image, Imager.Core.SourceDateEpoch epoch)
    {
        image.Add(LittleEndianSector * IsoFormat.SectorBytes, Tree.PathTable(bigEndian: false));
        image.Add(BigEndianSector * IsoFormat.SectorBytes, Tree.PathTable(bigEndian: true));
        foreach (var directory in Tree.Directories)
        {
            image.Add(directory.StartSector * IsoFormat.SectorBytes, directory.ToBytes(epoch));
        }

        foreach (var area in Tree.Continuations())
        {
            var bytes = new byte[area.SizeBytes];
            area.WriteTo(bytes);
            image.Add(area.OffsetBytes, bytes);
        }
    }
}
