using System.Text;
using Imager.Formats.Extents;
using Imager.Formats.Tree;
using Imager.Oci.Layers;

namespace Imager.Extensions;

/// <summary>An extension, taken apart: what becomes a squashfs layer, what the kernel wants in the initramfs itself.</summary>
/// <remarks>
/// The kernel loads firmware before the layers are mounted, and microcode before it unpacks anything. <c>Firmware</c> paths are relative to
/// the root of the OS.
/// </remarks>
internal sealed record ExtensionParts(
    TreeDirectory Layer, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<ExtensionFile> Firmware,
    IReadOnlyList<ByteSource> IntelMicrocode, IReadOnlyList<ByteSource> AmdMicrocode)
{
    private const string SelinuxAttribute = "security.selinux";

    /// <param name="extension">The extension.</param>
    /// <param name="firmwareFolder">Where this OS keeps firmware, <c>usr/lib/firmware</c> or <c>lib/firmware</c>.</param>
    internal static ExtensionParts Split(ExtensionImage extension, string firmwareFolder)
    {
        var layer = new List<ExtensionFile>();
        var firmware = new List<ExtensionFile>();
        var (intel, amd) = (new List<ByteSource>(), new List<ByteSource>());
        foreach (var file in extension.RootFiles.OrderBy(file => file.RootPath, StringComparer.Ordinal))
        {
            var path = file.RootPath!;
            if (!IsBelow(path, firmwareFolder))
            {
                layer.Add(file);
                continue;
            }

            var inFolder = path.Length > firmwareFolder.Length ? path[(firmwareFolder.Length + 1)..] : string.Empty;
            var content = ContentOf(extension, file);
            if (content is not null && inFolder.Split('/') is ["intel-ucode", _])
            {
                intel.Add(content);
            }
            else if (content is not null && inFolder.Split('/') is ["amd-ucode", var name] && IsAmdMicrocode(name))
            {
                amd.Add(content);
            }
            else
            {
                firmware.Add(file);
            }
        }

        return new ExtensionParts(TreeOf(layer, extension), LabelsOf(extension, layer), firmware, intel, amd);
    }

    /// <summary>Adds a file list to a tree; names of one file become hard links.</summary>
    internal static void AddTo(FileTreeBuilder tree, IEnumerable<ExtensionFile> files, string scope, Dictionary<string, string> links)
    {
        foreach (var file in files)
        {
            var path = file.RootPath!;
            switch (file.Kind)
            {
                case NodeKind.Directory:
                    tree.AddDirectory(path, file.Mode);
                    break;
                case NodeKind.Symlink:
                    tree.AddSymlink(path, file.LinkTarget!);
                    break;
                case NodeKind.File when links.TryAdd($"{scope}:{file.InodeNumber}", path):
                    tree.AddFile(path, file.Content!, file.Mode);
                    break;
                case NodeKind.File:
                    tree.AddHardLink(path, links[$"{scope}:{file.InodeNumber}"]);
                    break;
                default:
                    throw new Imager.Core.InvalidInputException(
                        "IMG2870", $"the extension \"{scope}\" holds \"/{path}\", a {file.Kind}: extensions hold files, directories and links only.");
            }
        }
    }

    private static bool IsBelow(string path, string folder) =>
        path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static bool IsAmdMicrocode(string name) =>
        name.StartsWith("microcode_amd", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal);

    /// <summary>A file's bytes, also through a symbolic link.</summary>
    private static ByteSource? ContentOf(ExtensionImage extension, ExtensionFile file) =>
        file.Content ?? (file.LinkTarget is null ? null : extension.Resolve(ExtensionImage.RootFolder, file.RootPath!)?.Content);

    private static TreeDirectory TreeOf(List<ExtensionFile> files, ExtensionImage extension)
    {
        var tree = new FileTreeBuilder();
        AddTo(tree, files, extension.Name, []);
        return tree.Build();
    }

    private static Dictionary<string, string> LabelsOf(ExtensionImage extension, List<ExtensionFile> layer)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, file) in layer.Select(file => (file.RootPath!, file)).Prepend((string.Empty, extension.Find(ExtensionImage.RootFolder)!)))
        {
            if (file?.Xattrs.FirstOrDefault(xattr => xattr.Name == SelinuxAttribute) is { } label)
            {
                labels[path] = Encoding.UTF8.GetString(label.Value.Span).TrimEnd('\0');
            }
        }

        return labels;
    }
}
