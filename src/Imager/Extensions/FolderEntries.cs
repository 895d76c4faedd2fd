using Imager.Core;
using Imager.Host;
using Imager.Oci.Layers;

namespace Imager.Extensions;

/// <summary>A folder of this machine as layer entries: owners become root, times the epoch, hard links stay links.</summary>
/// <remarks>
/// Modes become 755 (folders and what anybody may execute) or 644, so that the umask of whoever checked the folder out does not matter;
/// set-id and sticky bits stay, and so does the permission to write for everybody, which the rules then refuse.
/// </remarks>
internal static class FolderEntries
{
    private const int TypeMask = 0xF000, FileType = 0x8000, DirectoryType = 0x4000, LinkType = 0xA000;
    private const int SpecialBits = 0xE00, OthersMayWrite = 2, ExecuteBits = 0x49;
    private const int Mode755 = 0x1ED, Mode644 = 0x1A4;

    /// <summary>All entries below <paramref name="folder"/> in ordinal order; links are never followed.</summary>
    /// <exception cref="InvalidInputException">A device, pipe or socket is among them.</exception>
    internal static IReadOnlyList<LayerEntry> Read(string folder, SourceDateEpoch epoch)
    {
        var entries = new List<LayerEntry>();
        var known = new Dictionary<(ulong Device, ulong Inode), string>();
        try
        {
            Visit(new DirectoryInfo(folder), string.Empty);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6650", $"cannot read the extension folder \"{folder}\": {error.Message}", error);
        }

        return entries;

        void Visit(DirectoryInfo directory, string prefix)
        {
            foreach (var info in directory.EnumerateFileSystemInfos().OrderBy(info => info.Name, StringComparer.Ordinal))
            {
                var path = prefix + info.Name;
                entries.Add(EntryOf(info, path, known) with { ModifiedSeconds = epoch.Seconds });
                if (info is DirectoryInfo { LinkTarget: null } child)
                {
                    Visit(child, path + "/");
                }
            }
        }
    }

    private static LayerEntry EntryOf(FileSystemInfo info, string path, Dictionary<(ulong Device, ulong Inode), string> known)
    {
        var status = FileStatus.Of(info.FullName);
        switch (status.Mode & TypeMask)
        {
            case LinkType:
                return LayerEntry.Symlink(path, info.LinkTarget!);
            case DirectoryType:
                return LayerEntry.Directory(path, ModeOf(status.Mode, isExecutable: true));
            case FileType when status.Links > 1 && !known.TryAdd((status.Device, status.Inode), path):
                return LayerEntry.HardLink(path, known[(status.Device, status.Inode)]);
            case FileType:
                return LayerEntry.File(
                    path, ModeOf(status.Mode, (status.Mode & ExecuteBits) != 0), ((FileInfo)info).Length, () => File.OpenRead(info.FullName));
            default:
                throw new InvalidInputException(
                    "IMG2862", $"{info.FullName} is a device, pipe or socket: extensions hold files, directories and links only. Remove it.");
        }
    }

    private static int ModeOf(int mode, bool isExecutable) =>
        (mode & (SpecialBits | OthersMayWrite)) | (isExecutable ? Mode755 : Mode644);
}
