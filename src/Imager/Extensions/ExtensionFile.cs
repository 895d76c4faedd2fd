using Imager.Formats.Extents;
using Imager.Oci.Layers;

namespace Imager.Extensions;

/// <summary>One path of an extension image, relative to the image's root (<c>rootfs/usr/...</c>).</summary>
/// <remarks><c>InodeNumber</c> is equal for hard links. <c>Content</c> is null for all but files.</remarks>
public sealed record ExtensionFile(string Path, NodeKind Kind, int Mode, int InodeNumber)
{
    private const int ExecuteBits = 0x49;
    private const string RootPrefix = ExtensionImage.RootFolder + "/";

    /// <summary>The bytes of a regular file.</summary>
    public ByteSource? Content { get; init; }

    /// <summary>A symbolic link's target.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Extended attributes.</summary>
    public IReadOnlyList<Xattr> Xattrs { get; init; } = [];

    /// <summary>The path on the node, without a leading slash; null for what is not below <c>rootfs/</c>.</summary>
    public string? RootPath => Path.StartsWith(RootPrefix, StringComparison.Ordinal) ? Path[RootPrefix.Length..] : null;

    /// <summary>Whether anybody may execute it.</summary>
    public bool IsExecutable => (Mode & ExecuteBits) != 0;

    /// <summary>Whether it is a kernel module.</summary>
    public bool IsModule => Content is not null && Path.EndsWith(".ko", StringComparison.Ordinal);
}
