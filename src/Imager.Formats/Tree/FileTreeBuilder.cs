using System.Text;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Tree;

/// <summary>Collects files by path and checks the tree once. Parents appear by themselves.</summary>
public sealed class FileTreeBuilder
{
    private readonly Dictionary<string, TreeNode> nodes = new(StringComparer.Ordinal);

    /// <summary>Adds a file at a <c>/</c>-separated relative path.</summary>
    /// <exception cref="InvalidInputException">The path is absolute, contains <c>.</c> or <c>..</c>, or is taken.</exception>
    public void AddFile(string path, ByteSource content, int mode = TreeModes.File, bool readOnly = false) =>
        Add(path, name => new TreeFile(name, mode, content, readOnly));

    /// <summary>Adds a small file with UTF-8 text; <paramref name="reservedBytes"/> is room to edit it in place, where the format can.</summary>
    public void AddText(string path, string text, int mode = TreeModes.File, long reservedBytes = 0) =>
        Add(path, name => new TreeFile(name, mode, MemorySource.FromText(text), ReservedBytes: reservedBytes));

    /// <summary>Adds a directory, needed only for an empty one or other permissions.</summary>
    public void AddDirectory(string path, int mode = TreeModes.Directory) =>
        Add(path, name => new TreeDirectory(name, mode, []));

    /// <summary>Adds a symbolic link.</summary>
    public void AddSymlink(string path, string target) => Add(path, name => new TreeSymlink(name, target));

    /// <summary>Adds another name for the file at <paramref name="existingPath"/>, which was added before.</summary>
    /// <exception cref="InvalidInputException">There is no file at <paramref name="existingPath"/>.</exception>
    public void AddHardLink(string path, string existingPath)
    {
        if (!nodes.TryGetValue(existingPath, out var node) || node is not TreeFile file)
        {
            throw new InvalidInputException(
                "IMG2110", $"file tree: \"{path}\" is a hard link to \"{existingPath}\", which is no file of the tree.");
        }

        file = file with { LinkGroup = file.LinkGroup ?? existingPath };
        nodes[existingPath] = file;
        Add(path, name => file with { Name = name });
    }

    /// <summary>Adds a device node, pipe or socket.</summary>
    public void AddSpecial(string path, TreeSpecialKind kind, int mode, int major = 0, int minor = 0) =>
        Add(path, name => new TreeSpecial(name, mode, kind, major, minor));

    /// <summary>The finished root directory.</summary>
    /// <exception cref="InvalidInputException">A file is also used as a directory.</exception>
    public TreeDirectory Build()
    {
        var directories = new SortedDictionary<string, List<TreeNode>>(StringComparer.Ordinal) { [string.Empty] = [] };
        foreach (var path in nodes.Keys)
        {
            for (var parent = ParentOf(path); parent.Length > 0; parent = ParentOf(parent))
            {
                directories.TryAdd(parent, []);
            }
        }

        foreach (var (path, node) in nodes)
        {
            if (node is TreeDirectory)
            {
                directories.TryAdd(path, []);
            }
            else if (directories.ContainsKey(path))
            {
                throw new InvalidInputException("IMG2010", $"file tree: \"{path}\" is both a file and a directory.");
            }
            else
            {
                directories[ParentOf(path)].Add(node);
            }
        }

        // Deepest first: a directory is complete before it is added to its parent.
        foreach (var path in directories.Keys.Where(key => key.Length > 0).OrderByDescending(key => key.Count(c => c == '/')).ToList())
        {
            var mode = nodes.TryGetValue(path, out var own) ? own.Mode : TreeModes.Directory;
            directories[ParentOf(path)].Add(new TreeDirectory(NameOf(path), mode, Sorted(directories[path])));
        }

        return new TreeDirectory(string.Empty, TreeModes.Directory, Sorted(directories[string.Empty]));
    }

    private static List<TreeNode> Sorted(List<TreeNode> children)
    {
        children.Sort((left, right) =>
            Encoding.UTF8.GetBytes(left.Name).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Name)));
        return children;
    }

    private static string ParentOf(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private void Add(string path, Func<string, TreeNode> create)
    {
        if (path.Length == 0 || path.Split('/').Any(part => part is "" or "." or "..") || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                "IMG2011", $"file tree: \"{path}\" is not a relative path of plain names separated by '/'.");
        }

        if (!nodes.TryAdd(path, create(NameOf(path))))
        {
            throw new InvalidInputException("IMG2012", $"file tree: \"{path}\" was added twice.");
        }
    }
}
