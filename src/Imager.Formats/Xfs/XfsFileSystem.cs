using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Xfs;

/// <summary>Describes a populated XFS version 5 file system, as <c>mkfs.xfs -p</c> would make it, without running it.</summary>
/// <remarks>
/// Features: finobt, reflink, inobtcount; ftype, sparse inodes, bigtime: what Linux 5.10 and later and GRUB 2.06 and later read.
/// Blocks of 4 KiB, inodes of 512 bytes, 4 allocation groups, a clean log of 64 MiB. File contents are pointed at, never read.
/// </remarks>
public static class XfsFileSystem
{
    /// <summary>The smallest file system, as mkfs.xfs since 5.19.</summary>
    public static readonly ByteSize MinSize = ByteSize.FromMiB(300);

    /// <summary>The largest file system this writer describes.</summary>
    public static readonly ByteSize MaxSize = ByteSize.FromGiB(64 * 1024);

    private const int BlockBytes = 4096, LabelBytes = 12;

    /// <summary>The file system with <paramref name="root"/> and everything below it.</summary>
    /// <exception cref="InvalidInputException">
    /// Size, sector or label cannot be honoured, a name is longer than 255 bytes, or the contents do not fit.
    /// </exception>
    /// <exception cref="UnsupportedException">A directory, link or file of a form that this writer does not make.</exception>
    public static ExtentMap Create(XfsOptions options, TreeDirectory root)
    {
        Check(options);
        var geometry = XfsGeometry.ForNewFileSystem(options.Size.Bytes, options.SectorBytes);
        return new XfsImagePlan(options, geometry, root).Build();
    }

    private static void Check(XfsOptions options)
    {
        if (options.SectorBytes is not (512 or 4096))
        {
            throw new InvalidInputException(
                "IMG2310", $"XFS \"{options.Label}\": sector size {options.SectorBytes} is not possible; use 512 or 4096 bytes.");
        }

        if (!options.Size.IsMultipleOf(new ByteSize(BlockBytes)) || options.Size < MinSize || options.Size > MaxSize)
        {
            throw new InvalidInputException(
                "IMG2311",
                $"XFS \"{options.Label}\": {options.Size} ({options.Size.Bytes} bytes) is not possible; the size must be a multiple "
                + $"of 4 KiB from {MinSize} to {MaxSize}. Set the partition to {MinSize} or more.");
        }

        if (Encoding.UTF8.GetByteCount(options.Label) > LabelBytes || !options.Label.All(char.IsAscii))
        {
            throw new InvalidInputException(
                "IMG2312", $"XFS label \"{options.Label}\" does not fit: at most {LabelBytes} ASCII characters.");
        }

        if (options.Uuid == Guid.Empty)
        {
            throw new InvalidInputException(
                "IMG2313", $"XFS \"{options.Label}\": the UUID is all zero; Linux refuses to mount that. Derive one from the label.");
        }
    }
}
