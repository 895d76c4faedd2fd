using Imager.Formats.Extents;

namespace Imager.Formats.Tree;

/// <summary>A regular file. <c>ReadOnly</c> sets the FAT read-only attribute; other file systems use <c>Mode</c>.</summary>
public sealed record TreeFile(string Name, int Mode, ByteSource Content, bool ReadOnly = false) : TreeNode(Name, Mode);
