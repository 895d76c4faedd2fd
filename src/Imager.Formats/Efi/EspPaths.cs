using Imager.Core;

namespace Imager.Formats.Efi;

/// <summary>Where firmware and systemd-boot look for files on an EFI system partition.</summary>
public static class EspPaths
{
    /// <summary>Configuration of systemd-boot.</summary>
    public const string LoaderConf = "loader/loader.conf";

    /// <summary>Folder whose UKIs systemd-boot lists.</summary>
    public const string LinuxFolder = "EFI/Linux";

    /// <summary>The loader that firmware starts without an NVRAM entry (UEFI 2.10, section 3.5.1.1).</summary>
    public static string RemovableLoader(Architecture architecture) => $"EFI/BOOT/BOOT{architecture.EfiSuffix}.EFI";

    /// <summary>The file of a UKI, <c>EFI/Linux/Talos-v1.10.0.efi</c>.</summary>
    public static string Uki(string name, string version) => $"{LinuxFolder}/{name}-{version}.efi";
}
