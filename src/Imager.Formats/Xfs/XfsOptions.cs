using Imager.Core;

namespace Imager.Formats.Xfs;

/// <summary>What an XFS file system is to be, apart from its contents.</summary>
/// <remarks>
/// <c>Size</c>: of the partition; a multiple of 4 KiB, 300 MiB or more. <c>SectorBytes</c>: logical sector of the disk, 512 or
/// 4096 (Linux does not mount a 512-byte XFS on a 4096-byte disk). <c>Label</c>: at most 12 ASCII characters.
/// <c>Uuid</c>: what <c>blkid</c> shows; it is stamped on every metadata block. <c>Epoch</c>: every time stamp.
/// </remarks>
public sealed record XfsOptions(ByteSize Size, int SectorBytes, string Label, Guid Uuid, SourceDateEpoch Epoch);
