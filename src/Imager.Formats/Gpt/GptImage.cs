using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Mbr;

namespace Imager.Formats.Gpt;

/// <summary>What a GPT says, as read from a disk that somebody made.</summary>
/// <remarks>
/// <c>Mbr</c> is null when LBA 0 has no 55 AA mark. <c>Problems</c>: one sentence each, empty for a sound disk; the
/// partitions come from the primary table, or from the backup when the primary is damaged.
/// </remarks>
public sealed record GptImage(
    int SectorBytes,
    Guid DiskGuid,
    Lba FirstUsable,
    Lba LastUsable,
    IReadOnlyList<GptPartition> Partitions,
    MasterBootRecord? Mbr,
    IReadOnlyList<string> Problems)
{
    /// <summary>The bytes of a partition.</summary>
    /// <exception cref="InvalidInputException">The partition's addresses are not inside the disk.</exception>
    public ByteSource Open(ByteSource disk, GptPartition partition)
    {
        var diskSectors = disk.LengthBytes / SectorBytes;
        if (GptReader.RangeProblem(partition, new Lba(0), new Lba(diskSectors - 1)) is { } problem)
        {
            throw new InvalidInputException("IMG2204", $"GPT: {problem}; the disk has {diskSectors} sectors.");
        }

        return disk.Slice(partition.FirstLba.ToByteOffset(SectorBytes), partition.SectorCount * SectorBytes);
    }
}
