using System.Text;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Files;

/// <summary>A file as the daemon shall see it, and where its bytes are (null when it has none).</summary>
internal readonly record struct ContextEntry(Stat Stat, string? ContentPath);

/// <summary>
/// Lists a folder in fsutil's order: depth first, names by their UTF-8 bytes, folders before their content.
/// </summary>
internal sealed class ContextWalker(string root, PatternMatcher? includes, PatternMatcher? excludes)
{
    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly Dictionary<(uint, uint, ulong), string> _links = [];

    public IEnumerable<ContextEntry> Walk()
    {
        var stack = new Stack<Frame>();
        stack.Push(new Frame(string.Empty, Names(root, string.Empty), null, null, null));
        while (stack.Count > 0)
        {
            var frame = stack.Peek();
            if (!frame.TryNext(out var path))
            {
                stack.Pop();
                continue;
            }

            var full = Path.Combine(root, path);
            if (Look(full, path) is not { } file)
            {
                continue; // vanished while we looked
            }

            var wanted = IsWanted(path, file.IsDirectory, frame, out var child, out var descend);
            if (wanted)
            {
                foreach (var parent in Unsent(stack))
                {
                    yield return parent;
                }

                yield return Describe(path, full, file);
            }

            if (descend)
            {
                var unsent = wanted ? null : (ContextEntry?)Describe(path, full, file);
                stack.Push(child with { Path = path, Names = Names(full, path), Unsent = unsent });
            }
        }
    }

    private bool IsWanted(string path, bool isDirectory, Frame frame, out Frame child, out bool descend)
    {
        bool[]? included = null, excluded = null;
        descend = isDirectory;
        var wanted = true;
        if (includes is not null && !includes.Matches(path, frame.Included, out included))
        {
            wanted = false;
            descend &= includes.CanMatchBelow(path);
        }

        if (excludes is not null && excludes.Matches(path, frame.Excluded, out excluded))
        {
            wanted = false;
            descend &= !excludes.CoversAllBelow(path);
        }

        child = new Frame(path, [], included, excluded, null);
        return wanted;
    }

    /// <summary>Parents of a wanted file that were not wanted themselves, outermost first; each is sent once.</summary>
    private static IEnumerable<ContextEntry> Unsent(Stack<Frame> stack)
    {
        foreach (var frame in stack.Reverse())
        {
            if (frame.TakeUnsent() is { } entry)
            {
                yield return entry;
            }
        }
    }

    private ContextEntry Describe(string path, string full, HostFile file)
    {
        var stat = new Stat
        {
            Path = path,
            Mode = GoFileMode.FromPosix(file.PosixMode),
            ModTime = file.ModifiedNanoseconds,
            Devmajor = file.DeviceNumber.Major,
            Devminor = file.DeviceNumber.Minor,
        };
        if (file.IsSymbolicLink)
        {
            stat.Linkname = new FileInfo(full).LinkTarget ?? string.Empty;
            stat.Size = Encoding.UTF8.GetByteCount(stat.Linkname);
        }
        else if (file.IsRegular && file.Links > 1 && !_links.TryAdd(file.Identity, path))
        {
            stat.Linkname = _links[file.Identity];
        }
        else if (file.IsRegular)
        {
            stat.Size = file.SizeBytes;
        }

        return new(stat, file.IsRegular && stat.Linkname.Length == 0 ? full : null);
    }

    private static HostFile? Look(string full, string path)
    {
        try
        {
            return path.Contains('\uFFFD', StringComparison.Ordinal) && NativeFiles.Look(full) is null
                ? throw new InvalidInputException(
                    "IMG2101",
                    $"{full}: the name is not valid UTF-8 and cannot be sent to the engine. Rename it or exclude it in "
                    + ".dockerignore.")
                : NativeFiles.Look(full);
        }
        catch (IOException error)
        {
            throw new FileAccessException("IMG6100", $"{error.Message} (part of a build context).", error);
        }
    }

    private static List<string> Names(string full, string path)
    {
        try
        {
            var names = new DirectoryInfo(full)
                .EnumerateFileSystemInfos("*", s_everything)
                .Select(info => info.Name)
                .ToList();
            names.Sort(CompareUtf8);
            return path.Length == 0 ? names : names.ConvertAll(name => $"{path}/{name}");
        }
        catch (DirectoryNotFoundException) when (path.Length > 0)
        {
            return []; // vanished while we looked
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6101", $"{full}: cannot list this folder of a build context: {error.Message}", error);
        }
    }

    /// <summary>UTF-16 order differs from UTF-8's only between surrogates and U+E000..U+FFFF.</summary>
    internal static int CompareUtf8(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a != b)
            {
                return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b)
                    : char.IsSurrogate(a) ? (b >= 0xE000 ? 1 : a.CompareTo(b))
                    : a >= 0xE000 ? -1 : a.CompareTo(b);
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>A folder being listed, with what its own path matched.</summary>
    private sealed record Frame(
        string Path, List<string> Names, bool[]? Included, bool[]? Excluded, ContextEntry? Unsent)
    {
        private int _next;
        private bool _sent;

        public bool TryNext(out string path)
        {
            path = _next < Names.Count ? Names[_next] : string.Empty;
            return _next++ < Names.Count;
        }

        public ContextEntry? TakeUnsent()
        {
            var entry = _sent ? null : Unsent;
            _sent = true;
            return entry;
        }
    }
}
