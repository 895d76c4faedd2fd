namespace Imager.Build.Qemu;

/// <summary>What starts the machine.</summary>
public enum QemuFirmware
{
    /// <summary>OVMF or AAVMF, without Secure Boot.</summary>
    Uefi,

    /// <summary>SeaBIOS; amd64 only.</summary>
    Bios,
}
