namespace Imager.Formats.Iso9660;

/// <summary>Where one file of the tree ended up; the report to check "one copy" with.</summary>
/// <remarks>
/// <c>Path</c>: <c>/</c>-separated, relative. <c>OffsetBytes</c>: address in the image. <c>MisalignedBytes</c>: 0, or
/// for a stored file whose content is also inside the EFI system partition, how far behind a multiple of 2048 it lies
/// there; place it that much earlier (or 2048 minus that later) to have it shared.
/// </remarks>
public sealed record IsoFilePlacement(
    string Path, long LengthBytes, long OffsetBytes, IsoStorage Storage, int MisalignedBytes = 0);
