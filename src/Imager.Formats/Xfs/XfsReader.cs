using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Xfs;

/// <summary>Reads an XFS version 5 file system: ours, mkfs.xfs's, or one that Linux has written to and unmounted.</summary>
/// <remarks>
/// Hostile input is bounded: every number is checked against the image, checksums must match, directories must form a tree,
/// at most <see cref="MaxEntries"/> names are read. The log is not replayed.
/// </remarks>
public sealed class XfsReader
{
    /// <summary>Most names that one tree may have.</summary>
    public const int MaxEntries = 1_000_000;

    private const int MaxDepth = 128, LinkPieceBytes = 32;
    private const long MaxWork = 1 << 21;
    private const long MaxDirectoryBytes = 256L << 20;
    private const ushort RealtimeFlag = 1;

    private readonly ByteSource image;
    private readonly XfsSuperblock superblock;
    private readonly HashSet<ulong> directories = [];
    private int entryCount;
    private long workDone;

    private XfsReader(ByteSource image, XfsSuperblock superblock) => (this.image, this.superblock) = (image, superblock);

    /// <summary>The label, without padding.</summary>
    public string Label => superblock.Label;

    /// <summary>The UUID as <c>blkid</c> shows it.</summary>
    public Guid Uuid => superblock.Uuid;

    /// <summary>Size of the data section.</summary>
    public ByteSize Size => new((long)superblock.Geometry.DataBlocks << superblock.Geometry.BlockLog);

    /// <summary>Logical sector that the file system was made for.</summary>
    public int SectorBytes => superblock.Geometry.SectorBytes;

    /// <summary>Free space as the superblock counts it.</summary>
    public ByteSize Free => new((long)Math.Min(superblock.FreeBlocks, superblock.Geometry.DataBlocks) << superblock.Geometry.BlockLog);

    /// <summary>Read-only-compatible and incompatible feature bits, for people: <c>ro 0xD, incompat 0xB</c>.</summary>
    public string Features => $"ro 0x{superblock.ReadOnlyCompatible:X}, incompat 0x{superblock.Incompatible:X}";

    /// <summary>Reads the superblock.</summary>
    /// <exception cref="InvalidInputException">Not an XFS, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A version or feature that this reader does not know.</exception>
    public static XfsReader Open(ByteSource image)
    {
        var head = new byte[Math.Min(image.LengthBytes, 32768)];
        if (head.Length < 512)
        {
            throw new InvalidInputException("IMG2317", $"not an XFS file system: only {head.Length} bytes.");
        }

        image.ReadExactly(0, head);
        return new XfsReader(image, XfsSuperblock.Read(head, image.LengthBytes));
    }

    /// <summary>The whole tree; the contents of files point into the image and are not read.</summary>
    /// <exception cref="InvalidInputException">Damaged metadata.</exception>
    /// <exception cref="UnsupportedException">A realtime file, or something else that a tree cannot hold.</exception>
    public TreeDirectory ReadTree()
    {
        directories.Clear();
        (entryCount, workDone) = (0, 0);
        var root = ReadInode(superblock.RootInode);
        return root.Type == XfsFileType.Directory
            ? ReadDirectory(string.Empty, string.Empty, root, 0)
            : throw new InvalidInputException("IMG2318", $"XFS: the root inode {root.Number} is not a directory.");
    }

    private TreeDirectory ReadDirectory(string path, string name, XfsInode inode, int depth)
    {
        if (!directories.Add(inode.Number) || depth > MaxDepth)
        {
            throw new InvalidInputException(
                "IMG2319", $"XFS: the directory \"/{path}\" (inode {inode.Number}) is reachable twice or lies deeper than {MaxDepth}.");
        }

        var children = new SortedDictionary<byte[], TreeNode>(Utf8Order);
        foreach (var entry in ReadEntries(inode))
        {
            var childName = Encoding.UTF8.GetString(entry.Name);
            if (childName.AsSpan().ContainsAny('/', '\0') || ++entryCount > MaxEntries)
            {
                throw new InvalidInputException(
                    "IMG2320", $"XFS: \"/{path}\" holds the impossible name \"{childName}\", or the tree has more than {MaxEntries} names.");
            }

            var childPath = path.Length == 0 ? childName : $"{path}/{childName}";
            if (!children.TryAdd(entry.Name, ReadNode(childPath, childName, ReadInode(entry.Inode), depth + 1)))
            {
                throw new InvalidInputException("IMG2321", $"XFS: the directory \"/{path}\" holds the name \"{childName}\" twice.");
            }
        }

        return new TreeDirectory(name, inode.Mode & 0xFFF, [.. children.Values]);
    }

    private TreeNode ReadNode(string path, string name, XfsInode inode, int depth) => inode.Type switch
    {
        XfsFileType.Directory => ReadDirectory(path, name, inode, depth),
        XfsFileType.Symlink => new TreeSymlink(name, Encoding.UTF8.GetString(ReadTarget(inode))),
        XfsFileType.File when (inode.Flags & RealtimeFlag) == 0 => new TreeFile(name, inode.Mode & 0xFFF, ReadContent(inode)),
        _ when SpecialFiles.KindOf(inode.Mode) is { } kind => XfsDevice.Read(name, inode, kind),
        _ => throw new UnsupportedException(
            "IMG3246", $"XFS: \"/{path}\" (mode 0{Convert.ToString(inode.Mode, 8)}) is a realtime file, or of no known type."),
    };

    private ByteSource ReadContent(XfsInode inode)
    {
        var map = new XfsExtentList(superblock.Geometry, image, inode).ReadMap(inode.SizeBytes);
        Spend(map.Extents.Count, inode);
        return map.AsSource();
    }

    /// <summary>Counts work over the whole tree: a million names may be links to one file of a million fragments.</summary>
    private void Spend(long work, XfsInode inode)
    {
        workDone += work;
        if (workDone > MaxWork)
        {
            throw new InvalidInputException(
                "IMG2850",
                $"XFS: the tree up to inode {inode.Number} has more than {MaxWork} extents, directory blocks and pieces of link targets; "
                + "the reader stops here.");
        }
    }

    private List<XfsDirectoryEntry> ReadEntries(XfsInode inode)
    {
        if (inode.Format == XfsForkFormat.Local)
        {
            return XfsShortDirectory.Read(inode.Fork.Span, inode.Number);
        }

        var blockBytes = 1 << (superblock.Geometry.BlockLog + superblock.DirectoryBlockLog);
        if (inode.SizeBytes > MaxDirectoryBytes || inode.SizeBytes % blockBytes != 0)
        {
            throw new InvalidInputException(
                "IMG2322",
                $"XFS: the directory of inode {inode.Number} has {inode.SizeBytes} bytes; a multiple of {blockBytes} up to "
                + $"{MaxDirectoryBytes} was expected.");
        }

        Spend(inode.SizeBytes / blockBytes, inode);
        var entries = new List<XfsDirectoryEntry>();
        var data = new XfsExtentList(superblock.Geometry, image, inode).ReadMap(inode.SizeBytes);
        var block = new byte[blockBytes];
        for (var offset = 0L; offset < inode.SizeBytes; offset += blockBytes)
        {
            data.ReadExactly(offset, block);
            if (BinaryPrimitives.ReadUInt32BigEndian(block) != 0)      // a freed data block leaves a hole
            {
                XfsDataDirectory.Read(block, inode.Number, entries);
            }
        }

        return entries;
    }

    private byte[] ReadTarget(XfsInode inode)
    {
        Spend(Math.Clamp(inode.SizeBytes, 0, XfsRemoteSymlink.MaxTargetBytes) / LinkPieceBytes, inode);
        if (inode.Format == XfsForkFormat.Local && inode.SizeBytes <= inode.Fork.Length)
        {
            return inode.Fork.Span[..(int)inode.SizeBytes].ToArray();
        }

        var block = new byte[superblock.Geometry.BlockBytes];
        new XfsExtentList(superblock.Geometry, image, inode).ReadMap(block.Length).ReadExactly(0, block);
        return XfsRemoteSymlink.Read(block, inode.Number, inode.SizeBytes).ToArray();
    }

    private XfsInode ReadInode(ulong number)
    {
        var geometry = superblock.Geometry;
        var fsBlock = number >> geometry.InodesPerBlockLog;
        if (!geometry.Contains(fsBlock, 1))
        {
            throw new InvalidInputException("IMG2323", $"XFS: the inode number {number} lies outside the file system.");
        }

        var slot = new byte[geometry.InodeBytes];
        var index = (int)(number & ((1UL << geometry.InodesPerBlockLog) - 1));
        image.ReadExactly(geometry.ByteOffsetOfFsBlock(fsBlock) + ((long)index * geometry.InodeBytes), slot);
        return XfsInode.Read(slot, number);
    }

    private static readonly Comparer<byte[]> Utf8Order =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
}
