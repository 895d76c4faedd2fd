using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>Every distinct content of the tree once, in tree order, and where it is stored.</summary>
internal sealed class IsoContentTable
{
    private readonly Dictionary<ByteSource, IsoContent> bySource = new(SourceIdentity.Comparer);
    private readonly List<IsoContent> inOrder = [];

    internal static IsoContentTable Collect(TreeDirectory root)
    {
        var table = new IsoContentTable();
        foreach (var (_, node) in root.Walk())
        {
            if (node is TreeFile file && !table.bySource.ContainsKey(file.Content))
            {
                var content = new IsoContent(file.Content, Math.Max(file.Content.LengthBytes, file.ReservedBytes));
                table.bySource.Add(file.Content, content);
                table.inOrder.Add(content);
            }
        }

        return table;
    }

    internal IsoContent Get(ByteSource source) => bySource[source];

    /// <summary>Gives each content its sectors: in the partition where it is there already, else from <paramref
    /// name="sector"/> on.</summary>
    /// <returns>The first sector behind the stored files, where the partition begins.</returns>
    internal long Place(long sector, ExtentMap? esp)
    {
        var index = esp is null ? null : new EspContentIndex(esp);
        var shared = new List<(IsoContent Content, long OffsetBytes)>();
        foreach (var content in inOrder)
        {
            var found = content.LengthBytes == 0 ? null : index?.Find(content.Source);
            content.MisalignedBytes = (int)((found ?? 0) % IsoFormat.SectorBytes);
            if (content.LengthBytes == 0)
            {
                content.Storage = IsoStorage.Empty;
            }
            else if (found is { } offset && content.MisalignedBytes == 0)
            {
                content.Storage = IsoStorage.SharedWithEsp;
                shared.Add((content, offset));
            }
            else
            {
                content.Storage = IsoStorage.Stored;
                content.StartSector = sector;
                sector += IsoFormat.SectorsOf(content.RoomBytes);
            }
        }

        foreach (var (content, offset) in shared)
        {
            content.StartSector = sector + (offset / IsoFormat.SectorBytes);
        }

        return sector;
    }

    internal void AddTo(ExtentMapBuilder image)
    {
        foreach (var content in inOrder.Where(content => content.Storage == IsoStorage.Stored))
        {
            image.Add(content.StartSector * IsoFormat.SectorBytes, content.Source);
        }
    }

    internal List<IsoFilePlacement> Report(TreeDirectory root)
    {
        var seen = new HashSet<IsoContent>();
        var report = new List<IsoFilePlacement>();
        foreach (var (path, node) in root.Walk())
        {
            if (node is TreeFile file)
            {
                var content = Get(file.Content);
                var storage = !seen.Add(content) && content.Storage == IsoStorage.Stored
                    ? IsoStorage.SharedWithFile
                    : content.Storage;
                report.Add(new(
                    path,
                    content.LengthBytes,
                    content.StartSector * IsoFormat.SectorBytes,
                    storage,
                    content.MisalignedBytes));
            }
        }

        return report;
    }
}
