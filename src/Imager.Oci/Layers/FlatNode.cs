using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>A path in the tree while layers are laid over each other. Names of one file share the inode.</summary>
internal sealed class FlatNode(FlatNode? parent, FlatInode inode, int layer)
{
    internal FlatNode? Parent { get; } = parent;

    internal FlatInode Inode { get; set; } = inode;

    /// <summary>The layer that last named this path.</summary>
    internal int Layer { get; set; } = layer;

    /// <summary>Children of a directory; null for the others.</summary>
    internal SortedDictionary<string, FlatNode>? Children { get; } =
        inode.Member.Kind == TarKind.Directory ? new(StringComparer.Ordinal) : null;

    /// <summary>Takes away what layers below <paramref name="layer"/> put there; true when nothing remains.</summary>
    internal bool RemoveBelow(int layer)
    {
        ClearBelow(layer);
        return Layer < layer && (Children is null or { Count: 0 });
    }

    internal void ClearBelow(int layer)
    {
        foreach (var (name, child) in Children?.ToList() ?? [])
        {
            if (child.RemoveBelow(layer))
            {
                Children!.Remove(name);
            }
        }
    }
}
