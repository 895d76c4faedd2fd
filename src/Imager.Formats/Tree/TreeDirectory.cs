namespace Imager.Formats.Tree;

/// <summary>A directory; <c>Children</c> are sorted by the UTF-8 bytes of their names and unique.</summary>
public sealed record TreeDirectory(string Name, int Mode, IReadOnlyList<TreeNode> Children) : TreeNode(Name, Mode)
{
    /// <summary>Every node below this directory with its <c>/</c>-separated path, parents before children.</summary>
    public IEnumerable<(string Path, TreeNode Node)> Walk() => Walk(string.Empty);

    private IEnumerable<(string Path, TreeNode Node)> Walk(string prefix)
    {
        foreach (var child in Children)
        {
            var path = prefix + child.Name;
            yield return (path, child);
            if (child is TreeDirectory directory)
            {
                foreach (var below in directory.Walk(path + "/"))
                {
                    yield return below;
                }
            }
        }
    }
}
