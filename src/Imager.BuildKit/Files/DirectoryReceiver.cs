using Google.Protobuf;
using Imager.BuildKit.Wire;
using Imager.Core;

namespace Imager.BuildKit.Files;

/// <summary>
/// Merges a received tree into a folder. Every file comes through a temporary name beside it and a rename.
/// </summary>
/// <remarks>Names are checked, links are never followed below the folder, owners are the current user.</remarks>
internal sealed class DirectoryReceiver : IDisposable
{
    private const string TempPrefix = ".imager-";
    private static int s_serial;

    private readonly string _root;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly List<Stat> _folderStats = [];
    private readonly List<Stat> _hardLinks = [];
    private readonly Dictionary<uint, Incoming> _incoming = [];
    private uint _nextId;

    public DirectoryReceiver(string root)
    {
        _root = Path.GetFullPath(root);
        Guard(_root, () => Directory.CreateDirectory(_root));
        RemoveLeftovers(_root);
    }

    /// <summary>How many files were announced whose content has not arrived completely.</summary>
    public int Missing => _incoming.Count;

    /// <summary>Takes note of an entry; the result is the ID to ask for when its content is needed.</summary>
    public uint? Announce(Stat stat)
    {
        var id = _nextId++;
        var path = Checked(stat.Path);
        if (GoFileMode.IsDirectory(stat.Mode))
        {
            Guard(path, () => MakeFolder(path));
            _folders.Add(stat.Path);
            _folderStats.Add(stat);
        }
        else if (GoFileMode.IsSymbolicLink(stat.Mode))
        {
            Guard(path, () => Replace(path, stat, temp => File.CreateSymbolicLink(temp, stat.Linkname)));
        }
        else if (!GoFileMode.IsRegular(stat.Mode))
        {
            Guard(path, () => Replace(path, stat, temp => MakeNode(temp, stat)));
        }
        else if (stat.Linkname.Length > 0)
        {
            Checked(stat.Linkname);
            _hardLinks.Add(stat);
        }
        else
        {
            _incoming.Add(id, new(path, stat));
            return id;
        }

        return null;
    }

    /// <summary>Appends to a file; empty data completes it.</summary>
    public async ValueTask AppendAsync(uint id, ByteString data, CancellationToken cancellationToken)
    {
        if (!_incoming.TryGetValue(id, out var file))
        {
            throw new DependencyException("IMG5110", $"the engine sent data for file {id}, which was not asked for.");
        }

        try
        {
            file.Stream ??= Open(file);
            if (data.IsEmpty)
            {
                await file.Stream.DisposeAsync();
                _incoming.Remove(id);
                Finish(file.TempPath!, file.Path, file.Stat);
            }
            else
            {
                await file.Stream.WriteAsync(data.Memory, cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(file.Path, error);
        }
    }

    /// <summary>Hard links, then folder modes and times, deepest first.</summary>
    public void Complete()
    {
        foreach (var stat in _hardLinks)
        {
            var path = Checked(stat.Path);
            Guard(path, () => MakeHardLink(Checked(stat.Linkname), path));
        }

        foreach (var stat in Enumerable.Reverse(_folderStats))
        {
            var path = Checked(stat.Path);
            Guard(path, () => Stamp(path, stat));
        }
    }

    public void Dispose()
    {
        foreach (var file in _incoming.Values)
        {
            file.Stream?.Dispose();
            if (file.TempPath is not null)
            {
                File.Delete(file.TempPath);
            }
        }

        _incoming.Clear();
    }

    private string Checked(string path)
    {
        var parts = path.Split('/');
        var parent = path.LastIndexOf('/') is var slash && slash < 0 ? string.Empty : path[..slash];
        if (parts.Any(part => part is "" or "." or "..") || path.Contains('\0', StringComparison.Ordinal)
            || (parent.Length > 0 && !_folders.Contains(parent)))
        {
            throw new DependencyException(
                "IMG5111",
                $"the engine sent the output path \"{path}\", which is not a clean path below an announced folder.");
        }

        return Path.Combine(_root, path);
    }

    private static void MakeFolder(string path)
    {
        var existing = NativeFiles.Look(path);
        if (existing is { IsDirectory: true })
        {
            RemoveLeftovers(path);
            return;
        }

        if (existing is not null)
        {
            File.Delete(path);
        }

        Directory.CreateDirectory(path);
    }

    private static FileStream Open(Incoming file)
    {
        file.TempPath = TempName(file.Path);
        return new FileStream(file.TempPath, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Share = FileShare.Read,
        });
    }

    private static void Replace(string path, Stat stat, Action<string> make)
    {
        var temp = TempName(path);
        make(temp);
        try
        {
            Finish(temp, path, stat);
        }
        catch
        {
            File.Delete(temp);
            throw;
        }
    }

    private static void Finish(string temp, string path, Stat stat)
    {
        Stamp(temp, stat);
        if (NativeFiles.Look(path) is { IsDirectory: true })
        {
            File.Delete(temp);
            throw new IOException("a folder is in the way; remove it or choose another output folder");
        }

        NativeFiles.Rename(temp, path);
    }

    private static void MakeNode(string path, Stat stat)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new IOException("device nodes cannot be made on Windows; use a tar output");
        }

        NativeFiles.MakeNode(
            path,
            GoFileMode.ToPosixType(stat.Mode) | GoFileMode.ToPosixPermissions(stat.Mode),
            (uint)stat.Devmajor,
            (uint)stat.Devminor);
    }

    private static void MakeHardLink(string existing, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Copy(existing, path, overwrite: true);
            return;
        }

        var temp = TempName(path);
        NativeFiles.MakeHardLink(existing, temp);
        if (NativeFiles.Look(path) is { IsDirectory: true })
        {
            File.Delete(temp);
            throw new IOException("a folder is in the way; remove it or choose another output folder");
        }

        NativeFiles.Rename(temp, path);
        File.Delete(temp); // rename(2) leaves it when both names were links to the same file already
    }

    private static void Stamp(string path, Stat stat)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (!GoFileMode.IsSymbolicLink(stat.Mode))
        {
            File.SetUnixFileMode(path, (UnixFileMode)GoFileMode.ToPosixPermissions(stat.Mode));
        }

        NativeFiles.SetModified(path, stat.ModTime);
    }

    /// <summary>
    /// Names carry the process id, so that what a killed run left can be told from what another run writes.
    /// </summary>
    private static string TempName(string path) => Path.Combine(
        Path.GetDirectoryName(path)!,
        $"{TempPrefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_serial)}.tmp");

    private static void RemoveLeftovers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, TempPrefix + "*.tmp"))
        {
            var id = Path.GetFileName(file)[TempPrefix.Length..].Split('-')[0];
            if (OperatingSystem.IsLinux() && id.All(char.IsAsciiDigit) && !Directory.Exists($"/proc/{id}"))
            {
                File.Delete(file);
            }
        }
    }

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, error);
        }
    }

    private static FileAccessException CannotWrite(string path, Exception error) =>
        new("IMG6110", $"{path}: cannot write this build output: {error.Message}", error);

    private sealed class Incoming(string path, Stat stat)
    {
        public string Path { get; } = path;

        public Stat Stat { get; } = stat;

        public string? TempPath { get; set; }

        public FileStream? Stream { get; set; }
    }
}
