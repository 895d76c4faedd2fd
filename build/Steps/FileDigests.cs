using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Imager.Core;

namespace Imager.Build.Steps;

/// <summary>Digests of files and folders, each file read once per run.</summary>
/// <remarks>Content decides, not times: an artifact that was edited or cut short is noticed, a touched one is not.</remarks>
public sealed class FileDigests
{
    /// <summary>Stands for a path where nothing is.</summary>
    public const string Missing = "missing";

    private const UnixFileMode UsualMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ExecutableBits = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly ConcurrentDictionary<string, (long SizeBytes, DateTime Modified, string Digest)> known = new();

    private readonly ConcurrentDictionary<string, string> largeFolders = new();

    /// <summary>The files and links that a path stands for, sorted: itself, or all below a folder.</summary>
    /// <exception cref="FileAccessException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> FilesOf(string path) =>
        [.. TreeEntry.AllOf(path).Where(entry => !entry.IsFolder).Select(entry => entry.Path)];

    /// <summary>The digest of one file, also behind a link; what the link says when it leads nowhere; <see cref="Missing"/> when there is nothing.</summary>
    /// <remarks>A digest taken earlier in this run counts while size and time are the same.</remarks>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public string OfFile(string path) => Directory.Exists(path) ? Missing : ContentOf(TreeEntry.AllOf(path)[0]);

    /// <summary>One digest for a file or for a whole folder: names, contents, links, empty folders and which files may be executed.</summary>
    /// <exception cref="FileAccessException">Something cannot be read.</exception>
    public string OfTree(string path)
    {
        if (!Directory.Exists(path))
        {
            return OfFile(path);
        }

        var list = new StringBuilder();
        foreach (var entry in TreeEntry.AllOf(path).Where(entry => !entry.IsFolder || !Directory.EnumerateFileSystemEntries(entry.Path).Any()))
        {
            var executable = !entry.IsFolder && !entry.IsLink && (ModeOf(entry.Info) & UnixFileMode.UserExecute) != 0;
            list.Append(ContentOf(entry)).Append(executable ? 'x' : '-').Append(Path.GetRelativePath(path, entry.Path)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }

    /// <summary>Everything about an input: content and permissions of a file, the target of a link, the permissions of a folder.</summary>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public string OfInput(TreeEntry entry) => ContentOf(entry) + (entry.IsLink ? string.Empty : Suffix(ModeOf(entry.Info)));

    /// <summary>The same for our own sources, whose permissions are git's: executable or not.</summary>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public string OfSource(TreeEntry entry) =>
        ContentOf(entry) + (entry.IsLink ? string.Empty : Suffix(UsualMode | (ModeOf(entry.Info) & UnixFileMode.UserExecute)));

    /// <summary>Names, sizes, times, links and executable bits of a folder of tens of thousands of files, looked at once per run; contents are not read.</summary>
    /// <remarks>For steps that make the same from equal contents: a file that was only touched costs a run of the step, nothing behind it.</remarks>
    public string OfLargeFolder(string path) => largeFolders.GetOrAdd(path, static folder =>
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var facts = new FileSystemEnumerable<string>(
            folder,
            (ref entry) => $"{Path.GetRelativePath(folder, entry.ToFullPath())}\t{FactsOf(ref entry)}",
            options)
        {
            ShouldRecursePredicate = (ref entry) => !entry.FileName.SequenceEqual(".git") && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', facts.Order(StringComparer.Ordinal)))));
    });

    private static string FactsOf(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            return $"link to {entry.ToFileSystemInfo().LinkTarget}";
        }

        if (entry.IsDirectory)
        {
            return "folder";
        }

        var executable = (ModeOf(entry.ToFileSystemInfo()) & ExecutableBits) != 0;
        return string.Create(CultureInfo.InvariantCulture, $"{entry.Length}\t{entry.LastWriteTimeUtc.Ticks}\t{executable}");
    }

    private static UnixFileMode ModeOf(FileSystemInfo info) => OperatingSystem.IsWindows() || !info.Exists ? UsualMode : info.UnixFileMode;

    private static string Suffix(UnixFileMode mode) => mode == UsualMode ? string.Empty : " " + Convert.ToString((int)mode, 8);

    private string ContentOf(TreeEntry entry)
    {
        if (entry.IsLink)
        {
            return $"link to {entry.Info.LinkTarget}";
        }

        if (entry.Info is not FileInfo { Exists: true } info)
        {
            return entry.Info.Exists ? "folder" : Missing;
        }

        try
        {
            var digest = known.GetOrAdd(info.FullName, _ => Read(info));
            if (digest.SizeBytes != info.Length || digest.Modified != info.LastWriteTimeUtc)
            {
                known[info.FullName] = digest = Read(info);
            }

            return digest.Digest;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw TreeEntry.Unreadable(entry.Path, error);
        }
    }

    private static (long SizeBytes, DateTime Modified, string Digest) Read(FileInfo info)
    {
        var modified = info.LastWriteTimeUtc;
        if (info.Length == 0)
        {
            // Not opened: a pipe among the files would never give an end.
            return (0, modified, Convert.ToHexStringLower(SHA256.HashData([])));
        }

        using var stream = new FileStream(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[256 * 1024];
        var total = 0L;
        for (int count; (count = stream.Read(buffer)) > 0; total += count)
        {
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return (total, modified, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
