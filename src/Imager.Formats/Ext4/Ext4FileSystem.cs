using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Ext4;

/// <summary>Describes a populated ext4 file system, as <c>mkfs.ext4 -d</c> would make it, without running it.</summary>
/// <remarks>
/// Blocks of 4 KiB, inodes of 256 bytes, extents; no journal and no metadata checksums: meant for content that is written once
/// and mounted read-only, such as an image cache. File contents are pointed at, never read.
/// </remarks>
public static class Ext4FileSystem
{
    /// <summary>The smallest file system.</summary>
    public static readonly ByteSize MinSize = ByteSize.FromMiB(2);

    /// <summary>The largest file system: 2^32 blocks less one.</summary>
    public static readonly ByteSize MaxSize = new(ByteSize.FromGiB(16 * 1024).Bytes - Ext4Geometry.BlockBytes);

    private const int LabelBytes = 16;

    /// <summary>The file system with <paramref name="root"/> and everything below it, and an empty <c>lost+found</c>.</summary>
    /// <exception cref="InvalidInputException">
    /// Size or label cannot be honoured, a name or link is too long, or the contents do not fit.
    /// </exception>
    /// <exception cref="UnsupportedException">A file needs more extents than this writer places.</exception>
    public static ExtentMap Create(Ext4Options options, TreeDirectory root)
    {
        if (!options.Size.IsMultipleOf(new ByteSize(Ext4Geometry.BlockBytes)) || options.Size < MinSize || options.Size > MaxSize)
        {
            throw new InvalidInputException(
                "IMG2393",
                $"ext4 \"{options.Label}\": {options.Size} ({options.Size.Bytes} bytes) is not possible; the size must be a multiple of "
                + $"4 KiB from {MinSize} to {MaxSize}.");
        }

        if (!options.Label.All(char.IsAscii) || options.Label.Length > LabelBytes)
        {
            throw new InvalidInputException(
                "IMG2394", $"ext4 label \"{options.Label}\" does not fit: at most {LabelBytes} ASCII characters.");
        }

        foreach (var (path, node) in root.Walk())
        {
            if (Encoding.UTF8.GetByteCount(node.Name) > 255
                || (node is TreeSymlink link && Encoding.UTF8.GetByteCount(link.Target) is 0 or >= Ext4Geometry.BlockBytes))
            {
                throw new InvalidInputException(
                    "IMG2395",
                    $"ext4 \"{options.Label}\": the name \"{path}\" has more than 255 bytes, or its link target is empty or has 4096 or more.");
            }
        }

        return new Ext4ImagePlan(options, WithLostAndFound(root)).Build();
    }

    private static TreeDirectory WithLostAndFound(TreeDirectory root)
    {
        const string Name = "lost+found";
        return root.Children.Any(child => child.Name == Name)
            ? root
            : root with { Children = [new TreeDirectory(Name, 0x1C0, []), .. root.Children] };
    }
}
