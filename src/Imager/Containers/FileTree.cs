using Imager.Core;
using Imager.Oci.Layers;

namespace Imager.Containers;

/// <summary>Files of this machine as entries of a layer: owner 0:0, one time, modes that no umask decides.</summary>
/// <remarks>A file is 0755 when its owner may execute it, else 0644; a directory is 0755; links keep their target as it is.</remarks>
public static class FileTree
{
    /// <summary>rwxr-xr-x: directories and programs.</summary>
    public const int ExecutableMode = 0x1ED;

    /// <summary>rw-r--r--: everything else.</summary>
    public const int FileMode = 0x1A4;

    /// <summary>Everything below <paramref name="folder"/>, put below <paramref name="target"/> (empty for the image's root).</summary>
    /// <exception cref="FileAccessException">The folder cannot be read.</exception>
    public static IReadOnlyList<LayerEntry> Read(string folder, string target, SourceDateEpoch epoch)
    {
        try
        {
            var entries = new List<LayerEntry>();
            Collect(new DirectoryInfo(folder), target.Trim('/'), epoch, entries);
            return WithParents(entries, epoch);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6620", $"\"{folder}\" cannot be read for a container layer: {error.Message}", error);
        }
    }

    /// <summary>One file, under another name; its content is read when the layer is written.</summary>
    /// <exception cref="FileAccessException">The file is missing or not readable.</exception>
    public static LayerEntry File(string path, string target, SourceDateEpoch epoch, int mode = FileMode)
    {
        var info = new FileInfo(path);
        return info.Exists
            ? LayerEntry.File(target.Trim('/'), mode, info.Length, () => Open(path)) with { ModifiedSeconds = epoch.Seconds }
            : throw new FileAccessException("IMG6621", $"\"{path}\" is missing and belongs into a container layer as /{target.Trim('/')}.");
    }

    /// <summary>The same entries and a directory entry for each folder above them that has none, so that its mode is no accident.</summary>
    public static IReadOnlyList<LayerEntry> WithParents(IReadOnlyList<LayerEntry> entries, SourceDateEpoch epoch)
    {
        var known = entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        var parents = new List<LayerEntry>();
        foreach (var entry in entries)
        {
            for (var slash = entry.Path.LastIndexOf('/'); slash > 0; slash = entry.Path.LastIndexOf('/', slash - 1))
            {
                if (known.Add(entry.Path[..slash]))
                {
                    parents.Add(LayerEntry.Directory(entry.Path[..slash], ExecutableMode) with { ModifiedSeconds = epoch.Seconds });
                }
            }
        }

        return [.. parents, .. entries];
    }

    private static void Collect(DirectoryInfo folder, string target, SourceDateEpoch epoch, List<LayerEntry> entries)
    {
        foreach (var info in folder.EnumerateFileSystemInfos())
        {
            var path = target.Length == 0 ? info.Name : $"{target}/{info.Name}";
            if (info.LinkTarget is { } link)
            {
                entries.Add(LayerEntry.Symlink(path, link) with { ModifiedSeconds = epoch.Seconds });
            }
            else if (info is DirectoryInfo child)
            {
                entries.Add(LayerEntry.Directory(path, ExecutableMode) with { ModifiedSeconds = epoch.Seconds });
                Collect(child, path, epoch, entries);
            }
            else
            {
                entries.Add(File(info.FullName, path, epoch, ModeOf(info)));
            }
        }
    }

    private static int ModeOf(FileSystemInfo file) =>
        !OperatingSystem.IsWindows() && (file.UnixFileMode & UnixFileMode.UserExecute) != 0 ? ExecutableMode : FileMode;

    private static FileStream Open(string path) => new(path, System.IO.FileMode.Open, FileAccess.Read, FileShare.Read);
}
