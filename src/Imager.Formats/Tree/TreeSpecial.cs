namespace Imager.Formats.Tree;

/// <summary>A device node, pipe or socket: cpio, ext4, ISO 9660, XFS and squashfs write them, the last when asked.</summary>
/// <remarks><c>Major</c> (12 bits) and <c>Minor</c> (20 bits) are the device's number, 0 for the others.</remarks>
public sealed record TreeSpecial(string Name, int Mode, TreeSpecialKind Kind, int Major = 0, int Minor = 0)
    : TreeNode(Name, Mode);
