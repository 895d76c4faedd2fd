using System.Runtime.InteropServices;
using Imager.Core;

namespace Imager.Oci.Layers;

/// <summary>Writes a tree, or a part of it, into a new folder of the host, for programs that must see files.</summary>
/// <remarks>
/// Safe because of its order: directories, then files (each created, never opened), then hard links, then symbolic links, so nothing is
/// ever written through a link. Modes and times of directories come last. Owners, attributes and special files are left out.
/// </remarks>
public static class FlatDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Writes all entries below <paramref name="directory"/> (empty for the whole tree) into <paramref name="target"/>.</summary>
    /// <exception cref="FileAccessException">The target exists already, or cannot be written.</exception>
    /// <exception cref="UnsupportedException">The host is Windows, whose file systems have no modes.</exception>
    public static void Write(FlatTree tree, string directory, string target, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UnsupportedException(
                "IMG3443",
                "unpacking an image into a folder needs modes and links as Linux has them.");
        }

        target = Path.GetFullPath(target);
        if (Path.Exists(target))
        {
            throw new FileAccessException(
                "IMG6513",
                $"{target}: exists. An image is only unpacked into a folder that it makes itself.");
        }

        var prefix = directory.Trim('/') is { Length: > 0 } path ? path + "/" : string.Empty;
        var entries = tree.Below(prefix).Select(entry => (entry, Path.Combine(target, entry.Path[prefix.Length..]))).ToList();
        try
        {
            Directory.CreateDirectory(target, OwnerOnly);
            using var contents = FlatContents.Extract(tree, entries.Select(item => item.entry), target + ".contents", cancellationToken);
            WriteEntries(entries, contents, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6514", $"{target}: cannot unpack the image there: {error.Message}", error);
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void WriteEntries(List<(FlatEntry Entry, string Path)> entries, FlatContents contents, CancellationToken cancellationToken)
    {
        var directories = entries.Where(item => item.Entry.Kind == NodeKind.Directory).ToList();
        directories.ForEach(item => Directory.CreateDirectory(item.Path, OwnerOnly));
        foreach (var names in entries.Where(item => item.Entry.Kind == NodeKind.File).GroupBy(item => item.Entry.InodeNumber))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, path) = names.First();
            WriteFile(first, path, contents);
            foreach (var (_, other) in names.Skip(1))
            {
                LinkFile(path, other);
            }
        }

        foreach (var (entry, path) in entries.Where(item => item.Entry.Kind == NodeKind.Symlink))
        {
            File.CreateSymbolicLink(path, entry.LinkTarget!);
        }

        // Children before parents: a parent that may not be written or entered must not hinder.
        foreach (var (entry, path) in Enumerable.Reverse(directories))
        {
            Directory.SetLastWriteTimeUtc(path, TimeOf(entry));
            File.SetUnixFileMode(path, (UnixFileMode)entry.Mode);
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void WriteFile(FlatEntry entry, string path, FlatContents contents)
    {
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        using (var content = contents.OpenRead(entry))
        {
            content.CopyTo(file);
        }

        File.SetLastWriteTimeUtc(path, TimeOf(entry));
        File.SetUnixFileMode(path, (UnixFileMode)entry.Mode);
    }

    private static DateTime TimeOf(FlatEntry entry) =>
        DateTime.UnixEpoch.AddSeconds(Math.Clamp(entry.ModifiedSeconds, 0, uint.MaxValue));

    private static void LinkFile(string existing, string path)
    {
        if (Link(existing, path) != 0)
        {
            throw new IOException($"{path}: no hard link to {existing}: error {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);
}
