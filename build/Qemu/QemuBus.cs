namespace Imager.Build.Qemu;

/// <summary>How an image is connected to the machine.</summary>
public enum QemuBus
{
    Cdrom,
    Virtio,
    Nvme,
    Usb,
    Sata,
    Scsi,
}
