using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Gpt;
using Imager.Formats.Mbr;

namespace Imager.Formats.Iso9660;

/// <summary>MBR and GPT of an ISO image seen as a disk of 512-byte sectors; the primary tables fit the system
/// area.</summary>
internal static class IsoHybridGpt
{
    private const int DiskSectorBytes = 512;
    private const byte LinuxType = 0x83;
    private static readonly Lba PrimaryArray = new(2);

    private static readonly Lba FirstUsable = PrimaryArray + GptLayout.ArraySectors(DiskSectorBytes);

    /// <summary>The first sector behind the system area.</summary>
    private static readonly Lba FirstDescriptor =
        new(IsoFormat.FirstDescriptorSector * IsoFormat.SectorBytes / DiskSectorBytes);

    /// <summary>Bytes to reserve at the image's end, whole 2048-byte sectors.</summary>
    internal static long BackupBytes(IsoHybrid hybrid)
    {
        var backupSectors = GptLayout.ArraySectors(DiskSectorBytes) + 1;
        return hybrid.Gpt ? IsoFormat.SectorsOf(backupSectors * DiskSectorBytes) * IsoFormat.SectorBytes : 0;
    }

    /// <summary>Adds the tables. <paramref name="esp"/> is the FAT image's byte range, of length 0 when there is
    /// none.</summary>
    internal static void AddTo(
        ExtentMapBuilder image, IsoHybrid hybrid, long imageBytes, (long Offset, long Length) esp, long biosImageSector)
    {
        var diskSectors = imageBytes / DiskSectorBytes;
        var code = hybrid.MbrBootCode.Length == 0
            ? []
            : BiosBootImage.MbrCode(hybrid.MbrBootCode.Span, biosImageSector);
        var mbr = hybrid.Gpt
            ? MasterBootRecord.Protective(diskSectors, code, active: false)
            : new MasterBootRecord(code, 0, MbrPartitions(diskSectors, esp, active: code.Length > 0));
        var record = new byte[MasterBootRecord.SizeBytes];
        mbr.WriteTo(record);
        image.Add(0, record);
        if (hybrid.Gpt)
        {
            var layout = new GptLayout(
                DiskSectorBytes, diskSectors, hybrid.DiskGuid, PrimaryArray, FirstUsable, GptPartitions(hybrid, esp));
            layout.AddTo(image);
        }
    }

    private static GptPartition[] GptPartitions(IsoHybrid hybrid, (long Offset, long Length) esp)
    {
        var last = FirstLba(esp) + Sectors(esp) - 1;
        return esp.Length == 0
            ? []
            : [new(1, "EFI", GptPartitionTypes.EfiSystem, hybrid.EspPartitionGuid, FirstLba(esp), last, 0)];
    }

    private static List<MbrPartition> MbrPartitions(long diskSectors, (long Offset, long Length) esp, bool active)
    {
        var isoEnd = esp.Length == 0 ? new Lba(diskSectors) : FirstLba(esp);
        var status = active ? MbrPartition.ActiveStatus : (byte)0;
        List<MbrPartition> partitions = [Entry(LinuxType, FirstDescriptor, isoEnd - FirstDescriptor, status)];
        if (esp.Length > 0)
        {
            partitions.Add(Entry(MbrPartition.EfiSystemType, FirstLba(esp), Sectors(esp), 0));
        }

        return partitions;
    }

    private static MbrPartition Entry(byte type, Lba first, long sectors, byte status) =>
        new(
            status,
            type,
            first,
            (uint)Math.Min(sectors, uint.MaxValue),
            MbrPartition.ChsBeyondReach,
            MbrPartition.ChsBeyondReach);

    private static Lba FirstLba((long Offset, long Length) range) => new(range.Offset / DiskSectorBytes);

    private static long Sectors((long Offset, long Length) range) => range.Length / DiskSectorBytes;
}
