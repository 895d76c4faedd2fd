namespace Imager.Build.Qemu;

/// <summary>An image as a drive of the machine; the first drive boots first.</summary>
public sealed record QemuDrive(string ImagePath, QemuBus Bus)
{
    /// <summary>QEMU's name of the file format.</summary>
    public string Format { get; init; } = "raw";

    /// <summary>Whether the machine's writes reach the file; otherwise they are forgotten at the end.</summary>
    public bool IsWritable { get; init; }

    /// <summary>The logical sector size; 4096 works with virtio, NVMe, USB and SCSI.</summary>
    public int SectorBytes { get; init; } = 512;
}
