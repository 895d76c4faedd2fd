namespace Imager.Formats.Qcow2;

/// <summary>How a qcow2 image is laid out.</summary>
/// <remarks><c>ClusterBytes</c>: a power of two from 512 to 2 MiB; qemu-img's default is 64 KiB.</remarks>
public sealed record Qcow2Options(int ClusterBytes = 65536);
