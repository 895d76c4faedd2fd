namespace Imager.Formats.Tree;

/// <summary>A symbolic link; <c>Target</c> is stored as given.</summary>
public sealed record TreeSymlink(string Name, string Target) : TreeNode(Name, TreeModes.Symlink);
