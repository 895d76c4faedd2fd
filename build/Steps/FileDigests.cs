using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace Imager.Build.Steps;

/// <summary>Digests of files and folders, each file read once per run.</summary>
/// <remarks>Content decides, not times: an artifact that was edited or cut short is noticed, a touched one is not.</remarks>
public sealed class FileDigests
{
    /// <summary>Stands for a path where nothing is.</summary>
    public const string Missing = "missing";

    private static readonly string[] IgnoredFolders = ["bin", "obj", ".vs", "__pycache__"];

    private readonly ConcurrentDictionary<string, (long SizeBytes, DateTime Modified, string Digest)> known = new();

    private readonly ConcurrentDictionary<string, string> largeFolders = new();

    /// <summary>The files that a path stands for, sorted: itself, or all files below a folder.</summary>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = new List<string>();
        Collect(new DirectoryInfo(path), files);
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>The digest of one file; <see cref="Missing"/> when there is none.</summary>
    /// <remarks>A digest taken earlier in this run counts while size and time are the same.</remarks>
    public string OfFile(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            return Missing;
        }

        var entry = known.GetOrAdd(path, _ => Read(info));
        if (entry.SizeBytes != info.Length || entry.Modified != info.LastWriteTimeUtc)
        {
            entry = Read(info);
            known[path] = entry;
        }

        return entry.Digest;
    }

    /// <summary>One digest for a file or for a whole folder: names, contents and which files may be executed.</summary>
    public string OfTree(string path)
    {
        if (!Directory.Exists(path))
        {
            return OfFile(path);
        }

        var list = new StringBuilder();
        foreach (var file in FilesOf(path))
        {
            var executable = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0;
            list.Append(OfFile(file)).Append(executable ? 'x' : '-').Append(Path.GetRelativePath(path, file)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }

    /// <summary>Names, sizes, times and modes of a folder of tens of thousands of files, looked at once per run; contents are not read.</summary>
    /// <remarks>For steps that make the same from equal contents: a file that was only touched costs a run of the step, nothing behind it.</remarks>
    public string OfLargeFolder(string path) => largeFolders.GetOrAdd(path, static folder =>
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var facts = new FileSystemEnumerable<string>(
            folder,
            (ref entry) => $"{Path.GetRelativePath(folder, entry.ToFullPath())}\t{(entry.IsDirectory ? 0 : entry.Length)}\t"
                + (entry.IsDirectory ? 0 : entry.LastWriteTimeUtc.Ticks).ToString(CultureInfo.InvariantCulture),
            options)
        {
            ShouldRecursePredicate = (ref entry) => !entry.FileName.SequenceEqual(".git") && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', facts.Order(StringComparer.Ordinal)))));
    });

    private static void Collect(DirectoryInfo folder, List<string> files)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo child && child.LinkTarget is null)
            {
                if (!IgnoredFolders.Contains(child.Name))
                {
                    Collect(child, files);
                }
            }
            else
            {
                files.Add(entry.FullName);
            }
        }
    }

    private static (long SizeBytes, DateTime Modified, string Digest) Read(FileInfo info)
    {
        var modified = info.LastWriteTimeUtc;
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
