namespace Imager.Oci.Layers;

/// <summary>Paths through symbolic links of a tree that is not on this machine; they never lead out of it.</summary>
public static class RootedPath
{
    private const int MaxLinks = 40;

    /// <summary>The entry at a path, links followed; null when it is missing or links run in circles.</summary>
    /// <param name="path">Relative to the tree's root; <c>.</c>, <c>..</c> and a leading '/' are allowed.</param>
    /// <param name="find">The entry at a plain path as it is written, or null.</param>
    /// <param name="linkTargetOf">What an entry points to; null when it is no symbolic link.</param>
    public static T? Resolve<T>(string path, Func<string, T?> find, Func<T, string?> linkTargetOf)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(path);
        var names = new Stack<string>(path.Split('/').Reverse());
        var resolved = new List<string>();
        for (var links = 0; names.TryPop(out var name);)
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                resolved.RemoveRange(Math.Max(0, resolved.Count - 1), Math.Min(1, resolved.Count));
                continue;
            }

            if (find(string.Join('/', resolved.Append(name))) is not { } entry)
            {
                return null;
            }

            if (linkTargetOf(entry) is not { } target)
            {
                resolved.Add(name);
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }

            foreach (var part in target.Split('/').Reverse())
            {
                names.Push(part);
            }
        }

        return find(string.Join('/', resolved));
    }
}
