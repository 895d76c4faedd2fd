namespace Imager.BuildKit.Files;

/// <summary>An ordered list of patterns: the last one that matches a path, or one of its parents, decides.</summary>
internal sealed class PatternMatcher
{
    private readonly List<GlobPattern> _patterns;
    private readonly bool _hasExceptions;

    public PatternMatcher(IEnumerable<string> lines)
    {
        _patterns = [.. lines.Select(GlobPattern.Parse).OfType<GlobPattern>()];
        _hasExceptions = _patterns.Exists(pattern => pattern.IsException);
    }

    public bool IsEmpty => _patterns.Count == 0;

    /// <summary>Whether the path is matched, given which patterns matched its parent (null at the top).</summary>
    /// <remarks><paramref name="own"/> is what to pass on for the children.</remarks>
    public bool Matches(string path, bool[]? parent, out bool[] own)
    {
        own = new bool[_patterns.Count];
        var matched = false;
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = parent is not null && parent[i];

            // A pattern that could not change the answer is not looked at; Docker's results depend on it.
            if (!own[i] && _patterns[i].IsException == matched)
            {
                own[i] = _patterns[i].Matches(path);
            }

            if (own[i])
            {
                matched = !_patterns[i].IsException;
            }
        }

        return matched;
    }

    /// <summary>For exclusions: whether nothing below a matched folder can be taken back by an exception.</summary>
    public bool CoversAllBelow(string folder) =>
        !_hasExceptions || !_patterns.Exists(pattern => pattern.IsException && CanMatchBelow(pattern, folder));

    /// <summary>For inclusions: whether something below an unmatched folder can match.</summary>
    public bool CanMatchBelow(string folder) =>
        _patterns.Exists(pattern => !pattern.IsException && CanMatchBelow(pattern, folder));

    private static bool CanMatchBelow(GlobPattern pattern, string folder)
    {
        var prefix = pattern.LiteralPrefix;
        var below = folder + "/";
        return prefix.Length < pattern.Text.Length
            ? below.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(below, StringComparison.Ordinal)
            : pattern.Text.StartsWith(below, StringComparison.Ordinal);
    }
}
