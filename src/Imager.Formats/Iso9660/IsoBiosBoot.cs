using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>A no-emulation El Torito image for BIOS firmware, stored outside the file tree.</summary>
/// <remarks>
/// <c>Image</c>: at most 16 MiB, for GRUB the output of <c>grub-mkimage -O i386-pc-eltorito</c>. <c>BootInfoTable</c>:
/// fill bytes 8 to 63 with the image's place, length and checksum (GRUB's cdboot and ISOLINUX need it).
/// <c>Grub2BootInfo</c>: also fill the block list at 0x9F4, which GRUB needs when the image is started from a disk's
/// MBR.
/// </remarks>
public sealed record IsoBiosBoot(ByteSource Image, bool BootInfoTable = true, bool Grub2BootInfo = true);
