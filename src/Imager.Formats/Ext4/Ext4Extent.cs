namespace Imager.Formats.Ext4;

/// <summary>Consecutive blocks of a file.</summary>
internal readonly record struct Ext4Extent(uint FileBlock, ulong Block, uint Blocks, bool IsUnwritten = false);
