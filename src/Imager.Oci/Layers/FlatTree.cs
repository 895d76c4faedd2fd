using System.Diagnostics.CodeAnalysis;
using Imager.Oci.Sources;
using Imager.Oci.Tar;

namespace Imager.Oci.Layers;

/// <summary>What a container of the image sees: all layers over each other, whiteouts applied. Metadata only.</summary>
/// <remarks>Contents stay in the layers; <see cref="FlatContents"/> brings out those that are needed.</remarks>
public sealed class FlatTree
{
    private readonly Dictionary<string, FlatEntry> _byPath = new(StringComparer.Ordinal);

    internal FlatTree(ImagePlatform image, FlattenOptions options, FlatNode root)
    {
        Image = image;
        Options = options;
        Entries = List(root);
        foreach (var entry in Entries)
        {
            _byPath.Add(entry.Path, entry);
        }
    }

    /// <summary>The image this is the tree of.</summary>
    public ImagePlatform Image { get; }

    /// <summary>All paths, without the root itself: parents before children, names in ordinal order.</summary>
    public IReadOnlyList<FlatEntry> Entries { get; }

    internal FlattenOptions Options { get; }

    /// <summary>Looks a path up as it is written; a leading '/' does not matter, links are not followed.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out FlatEntry? entry) => _byPath.TryGetValue(path.Trim('/'), out entry);

    /// <summary>Looks a path up through symbolic links, which never lead out of the tree; null when it is missing or links run in circles.</summary>
    public FlatEntry? Resolve(string path) => RootedPath.Resolve(path, _byPath.GetValueOrDefault, entry => entry.LinkTarget);

    /// <summary>All entries below a directory, at any depth; an empty path means all.</summary>
    public IEnumerable<FlatEntry> Below(string directory)
    {
        var prefix = directory.Trim('/') is { Length: > 0 } path ? path + "/" : string.Empty;
        return Entries.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static List<FlatEntry> List(FlatNode root)
    {
        var entries = new List<FlatEntry>();
        var numbers = new Dictionary<FlatInode, int>(ReferenceEqualityComparer.Instance);
        Visit(root, string.Empty);
        return entries;

        void Visit(FlatNode node, string prefix)
        {
            foreach (var (name, child) in node.Children!)
            {
                if (!numbers.TryGetValue(child.Inode, out var number))
                {
                    numbers.Add(child.Inode, number = numbers.Count + 1);
                }

                entries.Add(EntryOf(prefix + name, child.Inode, number));
                if (child.Children is not null)
                {
                    Visit(child, $"{prefix}{name}/");
                }
            }
        }
    }

    private static FlatEntry EntryOf(string path, FlatInode inode, int number)
    {
        var member = inode.Member;
        var kind = member.Kind switch
        {
            TarKind.File => NodeKind.File,
            TarKind.Directory => NodeKind.Directory,
            TarKind.Symlink => NodeKind.Symlink,
            TarKind.CharacterDevice => NodeKind.CharacterDevice,
            TarKind.BlockDevice => NodeKind.BlockDevice,
            TarKind.Fifo => NodeKind.Fifo,
            _ => throw new InvalidOperationException($"a tree has no {member.Kind}"),
        };
        return new FlatEntry(path, kind)
        {
            InodeNumber = number,
            Mode = member.Mode,
            UserId = member.UserId,
            GroupId = member.GroupId,
            ModifiedSeconds = member.ModifiedSeconds,
            Xattrs = [.. member.Xattrs.Select(xattr => new Xattr(xattr.Key, xattr.Value))],
            LinkTarget = kind == NodeKind.Symlink ? member.LinkTarget : null,
            Content = kind == NodeKind.File ? new LayerRange(inode.Layer, member.ContentOffsetBytes, member.SizeBytes) : null,
            DeviceMajor = member.DeviceMajor,
            DeviceMinor = member.DeviceMinor,
        };
    }
}
