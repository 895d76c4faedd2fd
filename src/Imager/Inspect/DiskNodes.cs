using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Formats.Mbr;

namespace Imager.Inspect;

/// <summary>Describes raw disks: GPT, or the four partitions of an MBR.</summary>
internal static class DiskNodes
{
    private const int MbrSectorBytes = 512;
    private const int ZeroProbeBytes = 65536;

    /// <summary>The disk, or null when the source has no partition table.</summary>
    /// <exception cref="InvalidInputException">There is a GPT, but both copies are damaged.</exception>
    internal static InspectNode? TryDescribe(ByteSource disk, InspectSession session)
    {
        var node = new InspectNode(InspectKind.Disk) { SizeBytes = disk.LengthBytes };
        if (GptReader.TryRead(disk) is { } gpt)
        {
            return node with
            {
                Facts = [.. GptFacts(gpt)],
                Children = Partitions(disk, gpt, session),
                Problems = gpt.Problems,
            };
        }

        return Mbr(disk) is { } mbr
            ? node with { Facts = [.. MbrFacts(mbr)], Children = Partitions(disk, mbr, session) }
            : null;
    }

    /// <summary>The partitions of an ISO image that is a disk, too, and what its tables say.</summary>
    internal static (IReadOnlyList<InspectFact> Facts, IReadOnlyList<InspectNode> Partitions, IReadOnlyList<string> Problems) Hybrid(
        ByteSource disk, InspectSession session)
    {
        if (GptReader.TryRead(disk) is { } gpt)
        {
            return ([.. GptFacts(gpt)], Partitions(disk, gpt, session), gpt.Problems);
        }

        return Mbr(disk) is { } mbr ? ([.. MbrFacts(mbr)], Partitions(disk, mbr, session), []) : ([], [], []);
    }

    private static MasterBootRecord? Mbr(ByteSource disk) =>
        MasterBootRecord.TryRead(InspectSession.Head(disk)) is { } mbr
        && mbr.Partitions.Any(partition => partition.IsUsed)
        && mbr.Partitions.All(partition => !partition.IsUsed || IsPlausible(partition, disk))
            ? mbr
            : null;

    /// <summary>A FAT boot sector has the same 55 AA mark; its text in the table's place gives impossible entries.</summary>
    private static bool IsPlausible(MbrPartition partition, ByteSource disk) =>
        partition.Status is 0 or MbrPartition.ActiveStatus
        && partition.FirstLba.Value > 0
        && partition.SectorCount > 0
        && partition.FirstLba.Value < disk.LengthBytes / MbrSectorBytes;

    private static IEnumerable<InspectFact> GptFacts(GptImage gpt)
    {
        yield return InspectFact.Of("table", "GPT");
        yield return InspectFact.Of("disk GUID", gpt.DiskGuid.ToString());
        yield return InspectFact.Count("sector bytes", gpt.SectorBytes);
        yield return InspectFact.Count("first usable LBA", gpt.FirstUsable.Value);
        yield return InspectFact.Count("last usable LBA", gpt.LastUsable.Value);
        if (gpt.Mbr is { } mbr)
        {
            yield return InspectFact.Is("MBR boot code", HasBootCode(mbr));
        }
    }

    private static IEnumerable<InspectFact> MbrFacts(MasterBootRecord mbr) =>
    [
        InspectFact.Of("table", "MBR"),
        InspectFact.Of("disk signature", $"{mbr.DiskSignature:x8}"),
        InspectFact.Is("MBR boot code", HasBootCode(mbr)),
    ];

    private static bool HasBootCode(MasterBootRecord mbr) => mbr.BootCode.Span.ContainsAnyExcept((byte)0);

    private static List<InspectNode> Partitions(ByteSource disk, GptImage gpt, InspectSession session) =>
        gpt.Partitions.Select(partition => InspectSession.Guard(
            new InspectNode(InspectKind.Partition, partition.Name)
            {
                SizeBytes = Math.Max(0, partition.SectorCount) * gpt.SectorBytes,
                Facts = [.. Facts(partition)],
                Content = () => gpt.Open(disk, partition),
            },
            node => WithContent(node, session))).ToList();

    private static IEnumerable<InspectFact> Facts(GptPartition partition)
    {
        yield return InspectFact.Count("number", partition.Number);
        yield return InspectFact.Of("type", GptPartitionTypes.NameOf(partition.TypeGuid) ?? "unknown type");
        yield return InspectFact.Of("type GUID", partition.TypeGuid.ToString());
        yield return InspectFact.Of("partition GUID", partition.UniqueGuid.ToString());
        yield return InspectFact.Count("first LBA", partition.FirstLba.Value);
        yield return InspectFact.Count("last LBA", partition.LastLba.Value);
        if (partition.Attributes != 0)
        {
            yield return InspectFact.Of("attributes", Describe(partition.Attributes));
        }
    }

    private static string Describe(ulong attributes) =>
        $"0x{attributes:x16}" + ((attributes & GptAttributes.LegacyBiosBootable) != 0 ? " (legacy BIOS bootable)" : string.Empty);

    private static List<InspectNode> Partitions(ByteSource disk, MasterBootRecord mbr, InspectSession session)
    {
        var nodes = new List<InspectNode>();
        for (var index = 0; index < mbr.Partitions.Count; index++)
        {
            var partition = mbr.Partitions[index];
            if (!partition.IsUsed)
            {
                continue;
            }

            var start = partition.FirstLba.ToByteOffset(MbrSectorBytes);
            var length = Math.Clamp(partition.SectorCount * (long)MbrSectorBytes, 0, Math.Max(0, disk.LengthBytes - start));
            var node = new InspectNode(InspectKind.Partition)
            {
                SizeBytes = length,
                Facts =
                [
                    InspectFact.Count("number", index + 1),
                    InspectFact.Of("type", $"0x{partition.Type:x2}"),
                    InspectFact.Is("active", partition.Status == MbrPartition.ActiveStatus),
                    InspectFact.Count("first LBA", partition.FirstLba.Value),
                    InspectFact.Count("sectors", partition.SectorCount),
                ],
                Content = () => disk.Slice(Math.Min(start, disk.LengthBytes), length),
            };

            // The whole ISO file system is a partition of a hybrid image: described already.
            var isOwnImage = partition.Type is not MbrPartition.EfiSystemType && Formats.Iso9660.IsoReader.IsIso(disk);
            nodes.Add(isOwnImage ? node : InspectSession.Guard(node, outside => WithContent(outside, session)));
        }

        return nodes;
    }

    private static InspectNode WithContent(InspectNode partition, InspectSession session)
    {
        var content = partition.OpenContent()!;
        var inside = partition.Name == Plan.PartitionNames.Meta && MetaNodes.MayBeMeta(content)
            ? MetaNodes.Describe(content, session)
            : ImageNodes.DescribeVolume(content, session);
        if (inside is not null)
        {
            return partition with { Children = [inside] };
        }

        var isZero = !InspectSession.Head(content, ZeroProbeBytes).AsSpan().ContainsAnyExcept((byte)0);
        var fact = InspectFact.Of("content", isZero ? "starts with zeros" : "no known file system");
        return partition with { Facts = [.. partition.Facts, fact] };
    }
}
