namespace Imager.BuildKit.Files;

/// <summary>
/// Turns the paths that a build wants into include patterns: each path, every link on the way and its target.
/// </summary>
internal sealed class FollowedPaths
{
    private const int MaxLinks = 255;

    private readonly string _root;
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private int _links;

    private FollowedPaths(string root) => _root = root;

    /// <summary>
    /// Null when the whole tree is wanted. Links are rooted in <paramref name="root"/> and never leave it.
    /// </summary>
    public static IReadOnlyList<string>? Resolve(string root, IEnumerable<string> paths)
    {
        var resolver = new FollowedPaths(root);
        foreach (var path in paths)
        {
            resolver.Add(GlobPattern.Clean("/" + path));
        }

        return resolver._found.Contains(string.Empty) ? null : [.. resolver._found];
    }

    private void Add(string path)
    {
        var current = string.Empty;
        var rest = path;
        while (true)
        {
            var parts = rest.Split('/', 2);
            current = current.Length == 0 ? parts[0] : $"{current}/{parts[0]}";
            rest = parts.Length == 2 ? parts[1] : string.Empty;
            var targets = current.Length == 0 ? [] : Targets(current);
            if (targets.Count > 0)
            {
                if (_found.Add(current) || rest.Length > 0)
                {
                    AddTargets(targets, rest);
                }

                return;
            }

            if (rest.Length == 0)
            {
                _found.Add(current);
                return;
            }
        }
    }

    private void AddTargets(List<string> targets, string rest)
    {
        foreach (var target in targets)
        {
            if (++_links <= MaxLinks)
            {
                Add(GlobPattern.Clean($"/{target}/{rest}"));
            }
        }
    }

    /// <summary>Where the links that match the last component point to; empty when there is none.</summary>
    private List<string> Targets(string path)
    {
        var slash = path.LastIndexOf('/');
        var (folder, name) = (slash < 0 ? string.Empty : path[..slash], path[(slash + 1)..]);
        if (name.AsSpan().IndexOfAny("*?[\\") < 0)
        {
            return Target(path, folder) is { } target ? [target] : [];
        }

        var pattern = GlobPattern.Parse(name);
        var real = Path.Combine(_root, folder);
        return pattern is null || !Directory.Exists(real)
            ? []
            : [.. Directory.EnumerateFileSystemEntries(real)
                .Select(entry => Path.GetFileName(entry))
                .Where(entry => pattern.Matches(entry))
                .Order(StringComparer.Ordinal)
                .Select(entry => Target(folder.Length == 0 ? entry : $"{folder}/{entry}", folder))
                .OfType<string>()];
    }

    private string? Target(string path, string folder)
    {
        var link = new FileInfo(Path.Combine(_root, path)).LinkTarget;
        return link is null ? null
            : GlobPattern.Clean(link.StartsWith('/') ? link : $"/{folder}/{link}");
    }
}
