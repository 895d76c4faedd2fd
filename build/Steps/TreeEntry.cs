using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>A file, link or folder at a path; <paramref name="Info"/> is what its content is read from.</summary>
public sealed record TreeEntry(string Path, FileSystemInfo Info)
{
    private static readonly string[] CompilerFolders = ["bin", "obj"];

    public bool IsLink => (Info.Attributes & FileAttributes.ReparsePoint) != 0 && (int)Info.Attributes != -1;

    public bool IsFolder => Info is DirectoryInfo && !IsLink;

    /// <summary>Everything below a folder and itself, sorted; just the path when it is no folder. Links in a folder are not followed.</summary>
    /// <exception cref="FileAccessException">A folder cannot be read.</exception>
    public static IReadOnlyList<TreeEntry> AllOf(string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            return [new(path, Followed(path))];
        }

        var entries = new List<TreeEntry> { new(path, folder.ResolveLinkTarget(returnFinalTarget: true) ?? folder) };
        Collect(folder, entries, info => new(info.FullName, info), _ => true);
        return Sorted(entries);
    }

    /// <summary>The files of our own source folders: links are followed, and what compilers leave in bin and obj is not theirs.</summary>
    /// <exception cref="FileAccessException">A folder cannot be read.</exception>
    public static IReadOnlyList<TreeEntry> SourcesOf(string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            return [new(path, Followed(path))];
        }

        var entries = new List<TreeEntry>();
        Collect(folder, entries, info => new(info.FullName, Followed(info.FullName)), child => !CompilerFolders.Contains(child.Name));
        return Sorted([.. entries.Where(entry => !entry.IsFolder)]);
    }

    /// <summary>What the system says about a path that cannot be read, with the path.</summary>
    internal static FileAccessException Unreadable(string path, Exception error) => new(
        "IMG6301", $"{path} cannot be read: {error.Message.TrimEnd('.')}. Steps read their inputs and outputs to see whether they changed.", error);

    /// <summary>Where a link ends; the link itself when it ends nowhere.</summary>
    private static FileSystemInfo Followed(string path)
    {
        var info = new FileInfo(path);
        try
        {
            return info.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true } target ? target : info;
        }
        catch (IOException)
        {
            // Nothing is there, or the link leads in a circle: what it says is all there is to know.
            return info;
        }
    }

    private static void Collect(
        DirectoryInfo folder, List<TreeEntry> entries, Func<FileSystemInfo, TreeEntry> create, Func<DirectoryInfo, bool> isWanted)
    {
        try
        {
            foreach (var info in folder.EnumerateFileSystemInfos())
            {
                if (info is not DirectoryInfo child || (info.Attributes & FileAttributes.ReparsePoint) != 0)
                {
                    entries.Add(create(info));
                }
                else if (isWanted(child))
                {
                    entries.Add(new(child.FullName, child));
                    Collect(child, entries, create, isWanted);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder.FullName, error);
        }
    }

    private static List<TreeEntry> Sorted(List<TreeEntry> entries)
    {
        entries.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return entries;
    }
}
