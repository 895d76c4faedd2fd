using Imager.Core;
using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>Lays tar members over a tree, layer by layer, as a container engine would inside a chroot.</summary>
/// <remarks>
/// There is no host path here: links are resolved among the nodes of the tree, and <c>..</c> in a link's target stops at its root.
/// OCI image spec 1.1, layer.md, "Applying Changesets".
/// </remarks>
internal sealed class LayerOverlay(FlattenOptions options)
{
    private const int MaxLinks = 40;
    private const int MaxPathLength = 4096;
    private const int MaxDepth = 256;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private string _origin = string.Empty;
    private int _layer;
    private int _entries;

    internal FlatNode Root { get; } = new(null, ImplicitDirectory(0), 0);

    internal void Begin(int layer, string origin)
    {
        _layer = layer;
        _origin = origin;
        _seen.Clear();
    }

    internal void Add(TarMember member)
    {
        if (++_entries > options.MaxEntries)
        {
            throw new InvalidInputException(
                "IMG2983",
                $"{_origin}: the image has more than {options.MaxEntries} paths; the limit is there to stop hostile archives.");
        }

        var parts = Parts(member.Path);
        if (parts.Length == 0)
        {
            AddRoot(member);
        }
        else if (parts[^1].StartsWith(Whiteouts.Prefix, StringComparison.Ordinal))
        {
            Remove(parts);
        }
        else if (IsWanted(member))
        {
            CheckDuplicate(member, parts);
            Put(ParentOf(parts), parts[^1], member);
        }
    }

    private void AddRoot(TarMember member)
    {
        if (member.Kind != TarKind.Directory)
        {
            throw new InvalidInputException(
                "IMG2984",
                $"{_origin}: \"{member.Path}\" would replace the root directory by a {member.Kind}.");
        }

        Root.Inode = new FlatInode(member, _layer);
    }

    private void Remove(string[] parts)
    {
        var name = parts[^1];
        if (name != Whiteouts.Opaque && name.StartsWith(Whiteouts.AufsPrefix, StringComparison.Ordinal))
        {
            return;
        }

        var directory = Walk(parts.AsSpan(..^1), out _);
        if (directory?.Children is null)
        {
            return;                                            // nothing below to take away
        }

        if (name == Whiteouts.Opaque)
        {
            directory.ClearBelow(_layer);
            return;
        }

        var target = name[Whiteouts.Prefix.Length..];
        if (target is "" or "." or "..")
        {
            throw new InvalidInputException("IMG2985", $"{_origin}: the whiteout \"{string.Join('/', parts)}\" names no file.");
        }

        if (directory.Children.TryGetValue(target, out var node) && node.RemoveBelow(_layer))
        {
            directory.Children.Remove(target);
        }
    }

    private void Put(FlatNode parent, string name, TarMember member)
    {
        var existing = parent.Children!.GetValueOrDefault(name);
        if (member.Kind == TarKind.HardLink)
        {
            parent.Children![name] = new FlatNode(parent, LinkedInode(member), _layer);
        }
        else if (member.Kind == TarKind.Directory && existing?.Children is not null)
        {
            existing.Inode = new FlatInode(member, _layer);
            existing.Layer = _layer;
        }
        else
        {
            parent.Children![name] = new FlatNode(parent, new FlatInode(member, _layer), _layer);
        }
    }

    private FlatInode LinkedInode(TarMember member)
    {
        var parts = Parts(member.LinkTarget);
        var directory = parts.Length == 0 ? null : Walk(parts.AsSpan(..^1), out _);
        return directory?.Children?.GetValueOrDefault(parts[^1]) is { Children: null } target
            ? target.Inode
            : throw new InvalidInputException(
                "IMG2986",
                $"{_origin}: the hard link \"{member.Path}\" points to \"{member.LinkTarget}\", which is no file of the image.");
    }

    /// <summary>The directory of a member, through links of the tree; made where it is missing.</summary>
    private FlatNode ParentOf(string[] parts)
    {
        var found = Walk(parts.AsSpan(..^1), out var missing);
        if (found is { Children: not null })
        {
            return found;
        }

        if (missing is not { Directory.Children: not null } gap)
        {
            throw new InvalidInputException(
                "IMG2987",
                $"{_origin}: \"{string.Join('/', parts)}\" lies below something that is no directory.");
        }

        var directory = gap.Directory;
        foreach (var name in gap.Names)
        {
            var child = new FlatNode(directory, ImplicitDirectory(_layer), _layer);
            directory.Children!.Add(name, child);
            directory = child;
        }

        return directory;
    }

    /// <summary>Resolves names as a kernel in a chroot would; null when one is missing, and then where the gap begins.</summary>
    private FlatNode? Walk(ReadOnlySpan<string> parts, out (FlatNode Directory, string[] Names)? missing)
    {
        var links = 0;
        return Walk(Root, parts, ref links, out missing);
    }

    private FlatNode? Walk(FlatNode from, ReadOnlySpan<string> parts, ref int links, out (FlatNode Directory, string[] Names)? missing)
    {
        missing = null;
        var node = from;
        for (var index = 0; index < parts.Length; index++)
        {
            if (node.Children is null)
            {
                return null;
            }

            if (parts[index] == "..")
            {
                node = node.Parent ?? Root;
                continue;
            }

            if (!node.Children.TryGetValue(parts[index], out var child))
            {
                var rest = parts[index..].ToArray();
                missing = rest.Contains("..") ? null : (node, rest);
                return null;
            }

            if (child.Inode.Member is not { Kind: TarKind.Symlink } link)
            {
                node = child;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new InvalidInputException(
                    "IMG2988",
                    $"{_origin}: more than {MaxLinks} symbolic links in a row at \"{link.Path}\".");
            }

            string[] rewritten = [.. SplitTarget(link.LinkTarget), .. parts[(index + 1)..]];
            return Walk(link.LinkTarget.StartsWith('/') ? Root : node, rewritten, ref links, out missing);
        }

        return node;
    }

    private static IEnumerable<string> SplitTarget(string target) => target.Split('/').Where(part => part is not ("" or "."));

    private string[] Parts(string path)
    {
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToArray();
        if (parts.Contains("..") || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                "IMG2989",
                $"{_origin}: the path \"{path}\" leaves the image's root; the archive is hostile or broken.");
        }

        if (path.Length > MaxPathLength || parts.Length > MaxDepth)
        {
            throw new InvalidInputException(
                "IMG2990",
                $"{_origin}: a path of {path.Length} characters and {parts.Length} levels; at most {MaxPathLength} and {MaxDepth} are taken.");
        }

        return parts;
    }

    private bool IsWanted(TarMember member)
    {
        var isSpecial = member.Kind is TarKind.CharacterDevice or TarKind.BlockDevice or TarKind.Fifo;
        if (isSpecial && options.SpecialFiles == SpecialFilePolicy.Refuse)
        {
            throw new InvalidInputException(
                "IMG2991",
                $"{_origin}: \"{member.Path}\" is a {member.Kind}; images for this purpose hold files, directories and links only.");
        }

        return !isSpecial || options.SpecialFiles == SpecialFilePolicy.Keep;
    }

    private void CheckDuplicate(TarMember member, string[] parts)
    {
        if (!_seen.Add(string.Join('/', parts)) && member.Kind != TarKind.Directory && !options.AllowDuplicates)
        {
            throw new InvalidInputException(
                "IMG2992",
                $"{_origin}: \"{member.Path}\" is there twice; readers of such an archive would not agree on what it holds.");
        }
    }

    private static FlatInode ImplicitDirectory(int layer) => new(new TarMember(string.Empty, TarKind.Directory) { Mode = 0x1ED }, layer);
}
