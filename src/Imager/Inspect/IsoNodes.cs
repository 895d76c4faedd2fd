using Imager.Formats.Extents;
using Imager.Formats.Iso9660;

namespace Imager.Inspect;

/// <summary>Describes ISO 9660 images: descriptors, boot catalog, partition tables and the tree.</summary>
internal static class IsoNodes
{
    /// <summary>Describes a whole image, which may be a disk, too.</summary>
    internal static InspectNode Describe(ByteSource image, InspectSession session) =>
        Describe(image, DiskNodes.Hybrid(image, session), session);

    /// <summary>Describes one in a partition: partition tables in it are not looked at, they could name the partition itself.</summary>
    internal static InspectNode DescribeVolume(ByteSource volume, InspectSession session) =>
        Describe(volume, ([], [], []), session);

    private static InspectNode Describe(
        ByteSource image,
        (IReadOnlyList<InspectFact> Facts, IReadOnlyList<InspectNode> Partitions, IReadOnlyList<string> Problems) tables,
        InspectSession session)
    {
        var iso = IsoReader.Read(image);
        var (tableFacts, partitions, problems) = tables;
        var node = new InspectNode(InspectKind.Iso, iso.VolumeId)
        {
            SizeBytes = iso.VolumeBytes,
            Facts = [.. Facts(iso), .. tableFacts],
            Problems = problems,
        };
        var boots = iso.BootEntries.Select((entry, index) => Boot(entry, index, iso, partitions, session)).ToList();
        return node with { Children = [.. partitions, .. boots, .. FileSystemNodes.Tree(iso.Root, session)] };
    }

    private static IEnumerable<InspectFact> Facts(IsoVolume iso) =>
    [
        .. InspectFact.Texts(
            ("volume set", iso.VolumeSetId), ("system", iso.SystemId), ("publisher", iso.PublisherId), ("preparer", iso.PreparerId),
            ("application", iso.ApplicationId), ("modified", iso.Modified)),
        InspectFact.Is("Rock Ridge", iso.HasRockRidge),
        InspectFact.Is("Joliet", iso.HasJoliet),
    ];

    private static InspectNode Boot(
        IsoBootEntry entry, int index, IsoVolume iso, IReadOnlyList<InspectNode> partitions, InspectSession session)
    {
        var platform = entry.Platform switch { 0 => "BIOS", 0xEF => "UEFI", var other => $"platform-0x{other:x2}" };
        var isRepeated = iso.BootEntries.Take(index).Any(before => before.Platform == entry.Platform);
        var node = new InspectNode(InspectKind.BootImage, isRepeated ? $"{platform}-{index}" : platform)
        {
            SizeBytes = entry.Content.LengthBytes,
            Facts =
            [
                InspectFact.Is("bootable", entry.IsBootable),
                InspectFact.Of("emulation", entry.MediaType == 0 ? "none" : $"0x{entry.MediaType:x2}"),
                InspectFact.Count("load sectors", entry.VirtualSectors),
                InspectFact.Size("offset bytes", entry.OffsetBytes),
            ],
            Content = () => entry.Content,
        };
        var twin = partitions.FirstOrDefault(partition => IsAt(partition, entry.OffsetBytes) && partition.Children.Count > 0);
        return twin is not null
            ? node with { SameAs = twin.Name }
            : InspectSession.Guard(node, outside => FileSystemNodes.TryDescribe(entry.Content, session) is { } inside
                ? outside with { Children = [inside] }
                : outside);
    }

    private static bool IsAt(InspectNode partition, long offsetBytes) =>
        partition.Name.Length > 0
        && partition.Facts.FirstOrDefault(fact => fact.Name == "first LBA")?.Number * 512 == offsetBytes;
}
