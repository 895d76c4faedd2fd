using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Cpio;

/// <summary>Describes a newc cpio archive, what Linux unpacks as initramfs, without copying contents.</summary>
/// <remarks>
/// Byte for byte what <c>cpio -o -H newc --reproducible --owner=+0:+0</c> makes of the same names in the same order:
/// inodes numbered from 0 as they are met, devices and owners 0, the names of a hard-linked file together at its last
/// one with the content there, entries padded to 4 and the archive to 512. Parents come before children, children in
/// the order of their UTF-8 names; the root itself is not listed. An archive starts at a multiple of 4 in an initramfs.
/// </remarks>
public static class CpioArchive
{
    /// <summary>The archive of everything below <paramref name="root"/>; all times are <paramref name="time"/>.</summary>
    /// <exception cref="InvalidInputException">A name or link target is longer than the kernel takes, or empty.</exception>
    /// <exception cref="UnsupportedException">A file of 4 GiB or more, which newc cannot describe.</exception>
    public static ExtentMap Create(TreeDirectory root, SourceDateEpoch time) => new CpioPlan(root, time).Build();
}
