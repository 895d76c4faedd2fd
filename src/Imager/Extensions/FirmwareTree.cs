using Imager.Core;
using Imager.Formats.Tree;
using Imager.Oci.Layers;

namespace Imager.Extensions;

/// <summary>Firmware of all extensions at its place in the initramfs; the same path in several counts from the last one.</summary>
/// <remarks>A symbolic link to a file becomes another name of that file, as the Talos imager's copy of it would be, without the copy.</remarks>
internal sealed class FirmwareTree(string folder)
{
    private readonly SortedDictionary<string, (string Scope, ExtensionFile File, int Inode)> files = new(StringComparer.Ordinal);

    internal long ContentBytes => files.Values.DistinctBy(item => (item.Scope, item.Inode)).Sum(item => item.File.Content!.LengthBytes);

    internal void Add(ExtensionImage extension, IReadOnlyList<ExtensionFile> firmware)
    {
        foreach (var file in firmware.Where(file => file.Kind != NodeKind.Directory))
        {
            var target = file.LinkTarget is null ? file : extension.Resolve(ExtensionImage.RootFolder, file.RootPath!);
            if (target?.Kind == NodeKind.Directory)
            {
                foreach (var below in firmware.Where(other => other.Content is not null && other.Path.StartsWith(target.Path + "/", StringComparison.Ordinal)))
                {
                    files[file.RootPath + below.Path[target.Path.Length..]] = (extension.Origin, below, below.InodeNumber);
                }
            }
            else if (target?.Content is null)
            {
                throw new InvalidInputException(
                    "IMG2872",
                    $"the extension {extension.Name}: the firmware link /{file.RootPath} points to \"{file.LinkTarget}\", which is no file of the "
                    + "extension. Firmware is taken out of the extension, so its links must stay inside.");
            }
            else
            {
                files[file.RootPath!] = (extension.Origin, target with { Mode = target.Mode }, target.InodeNumber);
            }
        }
    }

    internal void AddTo(FileTreeBuilder tree, SortedDictionary<string, string> digests)
    {
        var known = new Dictionary<(string Scope, int Inode), string>();
        foreach (var (path, item) in files)
        {
            if (!path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                continue;
            }

            if (known.TryAdd((item.Scope, item.Inode), path))
            {
                tree.AddFile(path, item.File.Content!, item.File.Mode);
                digests.Add(path, item.File.Content!.ComputeDigest().Hex);
            }
            else
            {
                tree.AddHardLink(path, known[(item.Scope, item.Inode)]);
                digests.Add(path, digests[known[(item.Scope, item.Inode)]]);
            }
        }
    }
}
