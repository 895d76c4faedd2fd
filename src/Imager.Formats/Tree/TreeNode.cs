namespace Imager.Formats.Tree;

/// <summary>A named node of a file tree, the input that every file system writer (FAT, ISO 9660, XFS, ext4) shares.</summary>
/// <remarks><c>Name</c> is one path component, empty for the root. <c>Mode</c> holds the permission bits only (0 to 4095).
/// Owner is always 0:0 and every time stamp is the build's SourceDateEpoch.</remarks>
public abstract record TreeNode(string Name, int Mode);
