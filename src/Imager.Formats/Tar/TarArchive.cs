using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Tar;

/// <summary>Lays out tar archives; contents are referred to, never copied.</summary>
public static class TarArchive
{
    /// <summary>Archives are whole records of 20 blocks, as tar writes them by default.</summary>
    private const int RecordBytes = 20 * TarHeader.BlockBytes;

    /// <summary>The archive of <paramref name="entries"/>, in their order.</summary>
    /// <exception cref="InvalidInputException">A path is not relative and plain, or is there twice.</exception>
    /// <exception cref="UnsupportedException">The format cannot hold a path, a size, sparse content or an
    /// attribute.</exception>
    public static ExtentMap Create(TarOptions options, IEnumerable<TarEntry> entries)
    {
        var archive = new ExtentMapBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var position = 0L;
        foreach (var entry in entries)
        {
            CheckPath(entry.Path, seen);
            foreach (var header in TarMemberHeaders.Of(entry, options))
            {
                archive.Add(position, header);
                position += RoundUp(header.Length, TarHeader.BlockBytes);
            }

            position = AddContent(archive, position, entry);
        }

        return archive.Build(RoundUp(position + (2 * TarHeader.BlockBytes), RecordBytes));
    }

    /// <summary>The members of a file tree, parents before children, in the tree's order.</summary>
    public static IEnumerable<TarEntry> FromTree(TreeDirectory root) =>
        root.Walk().Select(TarEntry (item) => item.Node switch
        {
            TreeDirectory => new TarDirectory(item.Path) { Mode = item.Node.Mode },
            TreeSymlink link => new TarSymlink(item.Path, link.Target),
            TreeFile file => new TarFile(item.Path, file.Content) { Mode = item.Node.Mode },
            _ => throw new InvalidOperationException($"unknown tree node {item.Node.GetType()}"),
        });

    private static long AddContent(ExtentMapBuilder archive, long position, TarEntry entry)
    {
        if (entry is TarFile file)
        {
            archive.Add(position, file.Content);
            return position + RoundUp(file.Content.LengthBytes, TarHeader.BlockBytes);
        }

        if (entry is TarSparseFile sparse)
        {
            var content = sparse.Content.AsSource();
            foreach (var (offsetBytes, lengthBytes) in GnuSparseMap.Of(sparse.Content).Stretches)
            {
                archive.Add(position, content, offsetBytes, lengthBytes);
                position += RoundUp(lengthBytes, TarHeader.BlockBytes);
            }
        }

        return position;
    }

    private static void CheckPath(string path, HashSet<string> seen)
    {
        if (path.Split('/').Any(part => part is "" or "." or "..") || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                "IMG2280", $"tar archive: \"{path}\" is not a relative path of plain names separated by '/'.");
        }

        if (!seen.Add(path))
        {
            throw new InvalidInputException("IMG2281", $"tar archive: \"{path}\" was added twice.");
        }
    }

    private static long RoundUp(long bytes, int unit) => (bytes + unit - 1) / unit * unit;
}
