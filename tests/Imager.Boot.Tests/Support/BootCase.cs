using Imager.Build.Qemu;
using Imager.Profiles;

namespace Imager.Boot.Tests.Support;

/// <summary>One boot: an image, how it is attached, and the firmware that starts it.</summary>
public sealed record BootCase(BootImage Image, QemuBus Bus, QemuFirmware Firmware)
{
    /// <summary>For people, logs and filters, for example <c>amd64-iso-dual-boot-cdrom-bios</c>.</summary>
    public string Name => $"{Image.Name}-{Bus}-{Firmware}".ToLowerInvariant();

    /// <summary>The loader that this firmware finds in the image.</summary>
    public Bootloader Loader => (Image.Loader, Firmware) switch
    {
        (Bootloader.DualBoot, QemuFirmware.Bios) => Bootloader.Grub,
        (Bootloader.DualBoot, _) => Bootloader.SdBoot,
        var (loader, _) => loader,
    };
}
