using Imager.Core;

namespace Imager.Formats.Ext4;

/// <summary>What an ext4 file system is to be, apart from its contents.</summary>
/// <remarks>
/// <c>Size</c>: of the partition, in whole blocks of 4 KiB. <c>Label</c>: at most 16 ASCII characters. <c>Uuid</c>: what
/// <c>blkid</c> shows. <c>HashSeed</c>: of directory indexes that a kernel adds later. <c>Epoch</c>: every time stamp.
/// </remarks>
public sealed record Ext4Options(ByteSize Size, string Label, Guid Uuid, Guid HashSeed, SourceDateEpoch Epoch);
