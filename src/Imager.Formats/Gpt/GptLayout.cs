using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Gpt;

/// <summary>Where everything of a GPT disk lies: pure arithmetic, printable without any content.</summary>
/// <remarks>
/// UEFI 2.10, section 5.3. Both tables hold 128 entries of 128 bytes: 32 sectors of 512 or 4 of 4096 bytes.
/// <c>PrimaryArray</c> is LBA 2 unless a gap was asked for; the backup array and header end the disk.
/// </remarks>
public sealed record GptLayout(
    int SectorBytes,
    long DiskSectors,
    Guid DiskGuid,
    Lba PrimaryArray,
    Lba FirstUsable,
    IReadOnlyList<GptPartition> Partitions)
{
    /// <summary>Entries of the array, used or not.</summary>
    public const int EntryCount = 128;

    /// <summary>Bytes of one entry.</summary>
    public const int EntrySizeBytes = 128;

    /// <summary>Where partitions start: multiples of 1 MiB, whatever the sector size.</summary>
    public const int AlignmentBytes = 1 << 20;

    /// <summary>LBA 1.</summary>
    public static Lba PrimaryHeader => new(1);

    /// <summary>The disk's last sector.</summary>
    public Lba BackupHeader => new(DiskSectors - 1);

    /// <summary>The first sector of the backup's entries.</summary>
    public Lba BackupArray => BackupHeader - ArraySectors(SectorBytes);

    /// <summary>The last sector that a partition may use.</summary>
    public Lba LastUsable => BackupArray - 1;

    /// <summary>Sectors of one entry array.</summary>
    public static int ArraySectors(int sectorBytes) => EntryCount * EntrySizeBytes / sectorBytes;

    /// <summary>Places the partitions one behind the other, each at a multiple of 1 MiB.</summary>
    /// <exception cref="InvalidInputException">The disk is too small, a size is no multiple of the sector, a name is too
    /// long, a content is larger than its partition, ...; the message lists every problem found.</exception>
    public static GptLayout Plan(GptDiskOptions options)
    {
        var problems = GptPlanner.Check(options);
        if (problems.Count > 0)
        {
            throw new InvalidInputException("IMG2202", $"disk layout: {string.Join(" ", problems)}");
        }

        return GptPlanner.Place(options);
    }

    /// <summary>Adds both headers and both arrays to a map; not the MBR and not the partitions' contents.</summary>
    public void AddTo(ExtentMapBuilder builder)
    {
        var used = new byte[(Partitions.Count == 0 ? 0 : Partitions.Max(partition => partition.Number)) * EntrySizeBytes];
        foreach (var partition in Partitions)
        {
            partition.WriteTo(used.AsSpan((partition.Number - 1) * EntrySizeBytes, EntrySizeBytes));
        }

        var crc = Crc32.Append(Crc32.Compute(used), new byte[(EntryCount * EntrySizeBytes) - used.Length]);
        AddCopy(builder, PrimaryHeader, BackupHeader, PrimaryArray, crc, used);
        AddCopy(builder, BackupHeader, PrimaryHeader, BackupArray, crc, used);
    }

    private void AddCopy(ExtentMapBuilder builder, Lba self, Lba other, Lba array, uint crc, byte[] used)
    {
        var header = new byte[GptHeader.SizeBytes];
        var location = new GptArrayLocation(array, EntryCount, EntrySizeBytes, crc);
        new GptHeader(self, other, FirstUsable, LastUsable, DiskGuid, location).WriteTo(header);
        builder.Add(self.ToByteOffset(SectorBytes), header);
        builder.Add(array.ToByteOffset(SectorBytes), used);
    }
}
