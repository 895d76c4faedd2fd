using Imager.Core;

namespace Imager.Formats.Xfs;

/// <summary>What an XFS file system is to be, apart from its contents.</summary>
/// <remarks>
/// <c>Size</c>: of the partition; a multiple of 4 KiB, 300 MiB or more. <c>SectorBytes</c>: logical sector of the disk, 512 or
/// 4096 (Linux does not mount a 512-byte XFS on a 4096-byte disk). <c>Label</c>: at most 12 ASCII characters.
/// <c>Uuid</c>: what <c>blkid</c> shows; it is stamped on every metadata block. <c>Epoch</c>: every time stamp.
/// </remarks>
public sealed record XfsOptions(ByteSize Size, int SectorBytes, string Label, Guid Uuid, SourceDateEpoch Epoch)
{
    /// <summary>Paths, without a leading <c>/</c>, of files whose data comes first on the disk, in this order; the others follow by name.</summary>
    /// <remarks>
    /// Two copies of several files are equally far apart, all of them, only when both have the same order: that is what a
    /// compressor with a limited window needs to store them once. A path that is no file of the tree is ignored.
    /// </remarks>
    public IReadOnlyList<string> PlacedFirst { get; init; } = [];
}
