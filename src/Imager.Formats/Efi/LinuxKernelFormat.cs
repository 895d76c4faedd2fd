namespace Imager.Formats.Efi;

/// <summary>How a kernel file is packed.</summary>
public enum LinuxKernelFormat
{
    /// <summary>x86 boot protocol, payload compressed.</summary>
    BzImage,

    /// <summary>arm64 Image, not compressed.</summary>
    Arm64Image,

    /// <summary>An EFI program that decompresses the Image inside (CONFIG_EFI_ZBOOT).</summary>
    EfiZboot,
}
