namespace Imager.Build.Kernels;

/// <summary>What the initramfs is packed with.</summary>
public enum InitramfsCompression
{
    Xz,
    Zstd,
}
