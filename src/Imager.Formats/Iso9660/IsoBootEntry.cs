using Imager.Formats.Extents;

namespace Imager.Formats.Iso9660;

/// <summary>An entry of the El Torito boot catalog.</summary>
/// <remarks>
/// <c>Platform</c>: 0 BIOS, 0xEF UEFI. <c>MediaType</c>: 0 is "no emulation". <c>VirtualSectors</c>: what firmware is
/// told to load, in units of 512 bytes. <c>Content</c>: the image; its length comes from the boot information table of
/// a BIOS image, else from the count, else (count 0 or 1) it reaches to the volume's end.
/// </remarks>
public sealed record IsoBootEntry(
    byte Platform, bool IsBootable, byte MediaType, int VirtualSectors, long OffsetBytes, ByteSource Content);
