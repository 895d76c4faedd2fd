using Imager.Build.Qemu;
using Imager.Core;
using Imager.Profiles;

namespace Imager.Boot.Tests.Support;

/// <summary>Which boots there are, and which of them every test run makes.</summary>
/// <remarks>All of them are made by <c>./build.sh boot-matrix</c>.</remarks>
public static class BootMatrix
{
    private static readonly Architecture Amd64 = Architecture.Amd64;

    private static readonly Architecture Arm64 = Architecture.Arm64;

    private static readonly Bootloader[] Loaders = [Bootloader.Grub, Bootloader.SdBoot, Bootloader.DualBoot];

    /// <summary>Whether the whole matrix was asked for.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("IMAGER_BOOT_MATRIX") == "full";

    /// <summary>The layout of 1246 MiB that fits the smallest disks.</summary>
    public static BootImage SmallSdBootDisk { get; } =
        BootImage.Metal(Amd64, Bootloader.SdBoot, "--target-version", "1.10.0", "--image-disk-size", "1246MiB") with
        {
            Name = "amd64-metal-sd-boot-1246mib",
        };

    /// <summary>The negative control of META: one letter of the document is another one.</summary>
    public static BootImage AlteredMetaDisk { get; } = BootImage.Metal(Amd64, Bootloader.Grub) with
    {
        Name = "amd64-metal-grub-altered-meta",
        EditNetwork = text => text.Replace("bond0", "bond1", StringComparison.Ordinal),
    };

    private static IEnumerable<BootCase> CiShare =>
    [
        new(BootImage.Iso(Amd64, Bootloader.DualBoot), QemuBus.Cdrom, QemuFirmware.Bios),
        new(BootImage.Iso(Amd64, Bootloader.DualBoot), QemuBus.Usb, QemuFirmware.Bios),
        new(BootImage.Metal(Amd64, Bootloader.DualBoot), QemuBus.Virtio, QemuFirmware.Bios),
        new(AlteredMetaDisk, QemuBus.Sata, QemuFirmware.Bios),
        new(BootImage.Container(Amd64, Bootloader.DualBoot, "qcow2", "cluster_size=8k"), QemuBus.Virtio, QemuFirmware.Bios),
        new(BootImage.Iso(Amd64, Bootloader.DualBoot), QemuBus.Cdrom, QemuFirmware.Uefi),
        new(BootImage.Iso(Amd64, Bootloader.DualBoot), QemuBus.Usb, QemuFirmware.Uefi),
        new(BootImage.Metal(Amd64, Bootloader.DualBoot), QemuBus.Virtio, QemuFirmware.Uefi),
        new(SmallSdBootDisk, QemuBus.Nvme, QemuFirmware.Uefi),
        new(BootImage.Metal4K(Amd64, Bootloader.DualBoot), QemuBus.Virtio, QemuFirmware.Uefi),
        new(BootImage.Container(Amd64, Bootloader.DualBoot, "ova"), QemuBus.Scsi, QemuFirmware.Uefi),
        new(BootImage.Metal(Arm64, Bootloader.SdBoot), QemuBus.Virtio, QemuFirmware.Uefi),
        new(BootImage.Iso(Arm64, Bootloader.SdBoot), QemuBus.Cdrom, QemuFirmware.Uefi),
    ];

    private static IEnumerable<BootCase> Everything =>
    [
        .. CiShare,
        .. Loaders.SelectMany(loader => Media(BootImage.Iso(Amd64, loader))),
        .. Loaders.SelectMany(loader => Disks(BootImage.Metal(Amd64, loader))),
        .. Loaders.SelectMany(loader => Disks(BootImage.Container(Amd64, loader, "qcow2"))),
        .. Loaders.SelectMany(loader => Disks(BootImage.Container(Amd64, loader, "ova"))),
        .. Loaders.Select(loader => new BootCase(BootImage.Metal4K(Amd64, loader), QemuBus.Virtio, QemuFirmware.Uefi)),
        new(BootImage.Metal4K(Amd64, Bootloader.DualBoot), QemuBus.Nvme, QemuFirmware.Uefi),
        .. Disks(FirstVersion("1.6.0")),
        .. Disks(FirstVersion("1.9.0")),
        .. Disks(DualBootBefore111),
        .. new[] { QemuBus.Sata, QemuBus.Usb, QemuBus.Nvme, QemuBus.Scsi }
            .SelectMany(bus => Firmwares(BootImage.Metal(Amd64, Bootloader.DualBoot), bus)),
        .. Loaders[..2].SelectMany(loader => Media(BootImage.Iso(Arm64, loader))),
        .. Loaders[..2].SelectMany(loader => Disks(BootImage.Metal(Arm64, loader))),
        .. Loaders[..2].SelectMany(loader => Disks(BootImage.Container(Arm64, loader, "qcow2"))),
        new(BootImage.Metal4K(Arm64, Bootloader.SdBoot), QemuBus.Virtio, QemuFirmware.Uefi),
    ];

    /// <summary>The names of the boots of this run on one architecture and firmware.</summary>
    public static TheoryData<string> Names(Architecture architecture, QemuFirmware firmware) => new(
        Selected.Where(boot => boot.Image.Architecture == architecture && boot.Firmware == firmware).Select(boot => boot.Name));

    /// <summary>The boot of that name.</summary>
    public static BootCase Find(string name) => Selected.First(boot => boot.Name == name);

    private static IEnumerable<BootCase> Selected => (IsFull ? Everything : CiShare).DistinctBy(boot => boot.Name);

    private static BootImage DualBootBefore111 { get; } =
        BootImage.Metal(Amd64, Bootloader.DualBoot, "--target-version", "1.10.0") with { Name = "amd64-metal-dual-boot-1.10" };

    /// <summary>A GRUB image of a version whose disks it alone starts.</summary>
    private static BootImage FirstVersion(string version) =>
        BootImage.Metal(Amd64, Bootloader.Grub, "--target-version", version) with { Name = $"amd64-metal-grub-{version[..3]}" };

    private static IEnumerable<BootCase> Media(BootImage image) =>
        Firmwares(image, QemuBus.Cdrom).Concat(Firmwares(image, QemuBus.Usb));

    private static IEnumerable<BootCase> Disks(BootImage image) => Firmwares(image, QemuBus.Virtio);

    private static IEnumerable<BootCase> Firmwares(BootImage image, QemuBus bus)
    {
        yield return new(image, bus, QemuFirmware.Uefi);
        if (image.Architecture == Amd64 && image.Loader != Bootloader.SdBoot)
        {
            yield return new(image, bus, QemuFirmware.Bios);
        }
    }
}
