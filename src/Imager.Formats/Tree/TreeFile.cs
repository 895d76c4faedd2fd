using Imager.Formats.Extents;

namespace Imager.Formats.Tree;

/// <summary>A regular file. <c>ReadOnly</c> sets the FAT read-only attribute; other file systems use <c>Mode</c>.</summary>
/// <remarks><c>ReservedBytes</c>: an ISO image leaves at least this much room for the content, so that it can be edited later.</remarks>
public sealed record TreeFile(string Name, int Mode, ByteSource Content, bool ReadOnly = false, long ReservedBytes = 0)
    : TreeNode(Name, Mode)
{
    /// <summary>Files of one tree with the same group are one file under several names (hard links); null for a single name.</summary>
    /// <remarks>cpio and squashfs keep that; other writers make files that share their content. The first one's mode and
    /// content count.</remarks>
    public string? LinkGroup { get; init; }
}
