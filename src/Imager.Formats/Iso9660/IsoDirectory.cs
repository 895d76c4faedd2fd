using Imager.Core;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>A directory of one tree (primary or Joliet): its records and, later, its place.</summary>
internal sealed class IsoDirectory(TreeDirectory node, string path, IsoDirectory? parent, byte[] identifier)
{
    internal TreeDirectory Node { get; } = node;

    /// <summary>Empty for the root, else with a trailing slash.</summary>
    internal string Path { get; } = path;

    internal IsoDirectory Parent => parent ?? this;

    internal byte[] Identifier { get; } = identifier;

    /// <summary>In identifier order, <c>.</c> and <c>..</c> first.</summary>
    internal List<IsoRecord> Records { get; } = [];

    /// <summary>Position in the path table, from 1.</summary>
    internal int Number { get; set; }

    internal long StartSector { get; set; }

    /// <summary>Whole sectors; records do not cross them.</summary>
    internal int SizeBytes { get; private set; }

    internal void Measure()
    {
        var position = 0;
        foreach (var record in Records)
        {
            position = Place(position, record.SizeBytes) + record.SizeBytes;
        }

        SizeBytes = checked((int)(IsoFormat.SectorsOf(position) * IsoFormat.SectorBytes));
    }

    internal byte[] ToBytes(SourceDateEpoch epoch)
    {
        var bytes = new byte[SizeBytes];
        var position = 0;
        foreach (var record in Records)
        {
            position = Place(position, record.SizeBytes);
            record.WriteTo(bytes.AsSpan(position, record.SizeBytes), epoch);
            position += record.SizeBytes;
        }

        return bytes;
    }

    private static int Place(int position, int recordBytes) =>
        (position % IsoFormat.SectorBytes) + recordBytes > IsoFormat.SectorBytes
            ? (position / IsoFormat.SectorBytes * IsoFormat.SectorBytes) + IsoFormat.SectorBytes
            : position;
}
