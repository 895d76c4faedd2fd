namespace Imager.Profiles;

/// <summary>What starts the kernel from disk or ISO.</summary>
public enum Bootloader
{
    /// <summary>Not set; refused in a finished profile.</summary>
    None = 0,

    /// <summary>GRUB for BIOS and systemd-boot for UEFI on one medium (amd64).</summary>
    DualBoot = 1,

    /// <summary>systemd-boot, UEFI only.</summary>
    SdBoot = 2,

    /// <summary>GRUB for BIOS and UEFI.</summary>
    Grub = 3,
}
