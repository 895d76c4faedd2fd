using System.Text;
using Imager.Oci.Layers;
using Imager.Profiles.Extensions;

namespace Imager.Extensions;

/// <summary>A system extension that was read: its files, their contents in a scratch file or in memory.</summary>
/// <remarks><c>Origin</c> is where it came from, as messages name it; <c>Digest</c> the image's, for those that are images.</remarks>
public sealed record ExtensionImage(string Origin, string? Digest, IReadOnlyList<ExtensionFile> Files)
{
    /// <summary>What becomes part of the root file system.</summary>
    public const string RootFolder = "rootfs";

    private const int MaxManifestBytes = 1 << 20;

    private readonly Lazy<Dictionary<string, ExtensionFile>> byPath =
        new(() => Files.ToDictionary(file => file.Path, StringComparer.Ordinal));

    private readonly Lazy<ExtensionManifestResult?> manifest = new(() => ReadManifest(Origin, Files));

    /// <summary>The manifest; null when there is none, or it is no text of a sane size.</summary>
    public ExtensionManifestResult? Manifest => manifest.Value;

    /// <summary>What to call it: the manifest's name, else where it came from.</summary>
    public string Name => Manifest?.Manifest?.Name ?? Origin;

    /// <summary>The files below <c>rootfs/</c>.</summary>
    public IEnumerable<ExtensionFile> RootFiles => Files.Where(file => file.RootPath is not null);

    /// <summary>A path of the image as it is written, links not followed.</summary>
    public ExtensionFile? Find(string path) => byPath.Value.GetValueOrDefault(path);

    /// <summary>A path below a folder of the image that counts as root; links are followed and never leave it.</summary>
    public ExtensionFile? Resolve(string rootFolder, string path) =>
        RootedPath.Resolve(path, inside => Find($"{rootFolder}/{inside}"), file => file.LinkTarget);

    private static ExtensionManifestResult? ReadManifest(string origin, IReadOnlyList<ExtensionFile> files)
    {
        var file = files.FirstOrDefault(candidate => candidate.Path == ExtensionManifest.FileName);
        return file is { Kind: NodeKind.File, Content: { LengthBytes: > 0 and <= MaxManifestBytes } content }
            ? ExtensionManifest.Parse(Encoding.UTF8.GetString(content.ToArray()), $"{origin}: {ExtensionManifest.FileName}")
            : null;
    }
}
