using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Ext4;

/// <summary>Reads an ext4 file system with extents: ours, mke2fs', or one that Linux has written to and unmounted.</summary>
/// <remarks>
/// Hostile input is bounded: every number is checked against the image, directories must form a tree, at most
/// <see cref="MaxEntries"/> names are read. Metadata checksums are not verified and a journal is not replayed.
/// </remarks>
public sealed class Ext4Reader
{
    /// <summary>Most names that one tree may have.</summary>
    public const int MaxEntries = 1_000_000;

    private const uint RootInode = 2;
    private const long MaxWork = 1 << 21;
    private const int MaxDepth = 128, LinkPieceBytes = 32, FastLinkBytes = 60, MaxLinkBytes = 65536;
    private const long MaxDirectoryBytes = 256L << 20;

    private readonly ByteSource image;
    private readonly Ext4Superblock superblock;
    private readonly HashSet<uint> directories = [];
    private int entryCount;
    private long workDone;

    private Ext4Reader(ByteSource image, Ext4Superblock superblock) => (this.image, this.superblock) = (image, superblock);

    /// <summary>The label, without padding.</summary>
    public string Label => superblock.Label;

    /// <summary>The UUID as <c>blkid</c> shows it.</summary>
    public Guid Uuid => superblock.Uuid;

    /// <summary>Size of the file system.</summary>
    public ByteSize Size => new((long)superblock.BlockCount << superblock.BlockLog);

    /// <summary>Reads the superblock.</summary>
    /// <exception cref="InvalidInputException">Not an ext4, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">A feature that this reader does not know.</exception>
    public static Ext4Reader Open(ByteSource image) =>
        new(image, Ext4Superblock.Read(image.ReadAtMost(Ext4Superblock.OffsetBytes, Ext4Superblock.SizeBytes), image.LengthBytes));

    /// <summary>The whole tree; the contents of files point into the image and are not read.</summary>
    /// <exception cref="InvalidInputException">Damaged metadata.</exception>
    /// <exception cref="UnsupportedException">A file stored in a way that this reader does not know.</exception>
    public TreeDirectory ReadTree()
    {
        directories.Clear();
        (entryCount, workDone) = (0, 0);
        var root = ReadInode(RootInode);
        return root.Type == Ext4Inode.Directory ? ReadDirectory(string.Empty, string.Empty, RootInode, root, 0) : throw Damaged(RootInode);
    }

    private TreeDirectory ReadDirectory(string path, string name, uint number, Ext4Inode inode, int depth)
    {
        if (!directories.Add(number) || depth > MaxDepth || inode.SizeBytes is < 0 or > MaxDirectoryBytes)
        {
            throw new InvalidInputException(
                "IMG2398", $"ext4: the directory \"/{path}\" (inode {number}) is reachable twice, too large, or lies deeper than {MaxDepth}.");
        }

        Spend(inode.SizeBytes >> superblock.BlockLog, number);
        var entries = new List<Ext4DirectoryEntry>();
        var data = ReadContent(number, inode);
        var block = new byte[superblock.BlockBytes];
        for (var offset = 0L; offset + block.Length <= inode.SizeBytes; offset += block.Length)
        {
            data.ReadExactly(offset, block);
            Ext4Directory.Read(block, number, entries);
        }

        var children = new SortedDictionary<byte[], TreeNode>(Utf8Order);
        foreach (var entry in entries)
        {
            var childName = Encoding.UTF8.GetString(entry.Name);
            var childPath = path.Length == 0 ? childName : $"{path}/{childName}";
            if (childName.AsSpan().ContainsAny('/', '\0')
                || ++entryCount > MaxEntries
                || !children.TryAdd(entry.Name, ReadNode(childPath, childName, entry.Inode, depth + 1)))
            {
                throw new InvalidInputException(
                    "IMG2399", $"ext4: \"/{path}\" holds \"{childName}\" twice, an impossible name, or the tree has more than {MaxEntries} names.");
            }
        }

        return new TreeDirectory(name, inode.Mode & 0xFFF, [.. children.Values]);
    }

    private TreeNode ReadNode(string path, string name, uint number, int depth)
    {
        var inode = ReadInode(number);
        return inode.Type switch
        {
            Ext4Inode.Directory => ReadDirectory(path, name, number, inode, depth),
            Ext4Inode.Symlink => new TreeSymlink(name, ReadTarget(number, inode)),
            Ext4Inode.File => new TreeFile(name, inode.Mode & 0xFFF, ReadContent(number, inode).AsSource()),
            _ when SpecialFiles.KindOf(inode.Mode) is { } kind => SpecialFiles.FromNumber(name, inode.Mode & 0xFFF, kind, inode.DeviceNumber),
            _ => throw new UnsupportedException(
                "IMG3248", $"ext4: \"/{path}\" (mode 0{Convert.ToString(inode.Mode, 8)}) is of no known type."),
        };
    }

    private string ReadTarget(uint number, Ext4Inode inode)
    {
        if (inode.SizeBytes is < 0 or > MaxLinkBytes)
        {
            throw Damaged(number);
        }

        Spend(inode.SizeBytes / LinkPieceBytes, number);
        return (inode.Flags & Ext4Inode.UsesExtents) == 0 && inode.SizeBytes < FastLinkBytes
            ? Encoding.UTF8.GetString(inode.Block.Span[..(int)inode.SizeBytes])
            : Encoding.UTF8.GetString(ReadContent(number, inode).AsSource().ToArray());
    }

    private ExtentMap ReadContent(uint number, Ext4Inode inode)
    {
        const uint Unreadable = Ext4Inode.HasInlineData | Ext4Inode.IsEncrypted;
        var isEmpty = inode.SizeBytes == 0;
        if ((inode.Flags & Unreadable) != 0 || (!isEmpty && (inode.Flags & Ext4Inode.UsesExtents) == 0))
        {
            throw new UnsupportedException(
                "IMG3249", $"ext4 inode {number} (flags 0x{inode.Flags:X}): inline, encrypted or block-mapped data cannot be read.");
        }

        var extents = new List<Ext4Extent>();
        if (!isEmpty)
        {
            ReadTree(number, inode.Block.ToArray(), -1, extents);
        }

        Spend(extents.Count, number);
        var builder = new ExtentMapBuilder();
        foreach (var extent in extents.Where(extent => !extent.IsUnwritten))
        {
            var offset = (long)extent.FileBlock << superblock.BlockLog;
            var length = Math.Min((long)extent.Blocks << superblock.BlockLog, inode.SizeBytes - offset);
            if (length > 0)
            {
                builder.Add(offset, image, (long)extent.Block << superblock.BlockLog, length);
            }
        }

        return inode.SizeBytes >= 0 ? builder.Build(inode.SizeBytes) : throw Damaged(number);
    }

    /// <summary>Counts work over the whole tree: a million names may be links to one file of a million fragments.</summary>
    private void Spend(long work, uint number)
    {
        workDone += work;
        if (workDone > MaxWork)
        {
            throw new InvalidInputException(
                "IMG2851",
                $"ext4: the tree up to inode {number} has more than {MaxWork} extents, directory blocks and pieces of link targets; "
                + "the reader stops here.");
        }
    }

    /// <summary>Reads one node of an extent tree; each must hold an entry and continue behind the last one, so the walk ends.</summary>
    private void ReadTree(uint number, byte[] node, int expectedDepth, List<Ext4Extent> extents)
    {
        var header = new LittleEndianReader(node);
        var (magic, count) = (header.ReadUInt16(), header.ReadUInt16());
        header.Skip(2);
        var depth = header.ReadUInt16();
        if (magic != Ext4ExtentTree.Magic
            || (count + 1) * Ext4ExtentTree.EntryBytes > node.Length
            || (expectedDepth < 0 ? depth > Ext4ExtentTree.MaxDepth : depth != expectedDepth || count == 0))
        {
            throw Damaged(number);
        }

        header.Skip(4);
        for (var index = 0; index < count; index++)
        {
            var fileBlock = header.ReadUInt32();
            if (depth == 0)
            {
                var length = (uint)header.ReadUInt16();
                var block = ((ulong)header.ReadUInt16() << 32) | header.ReadUInt32();
                var isUnwritten = length > Ext4ExtentTree.MaxExtentBlocks;
                Add(number, extents, new(fileBlock, block, isUnwritten ? length - Ext4ExtentTree.MaxExtentBlocks : length, isUnwritten));
                continue;
            }

            var child = header.ReadUInt32() | ((ulong)header.ReadUInt16() << 32);
            header.Skip(2);
            if (child >= superblock.BlockCount)
            {
                throw Damaged(number);
            }

            var below = new byte[superblock.BlockBytes];
            image.ReadExactly((long)child << superblock.BlockLog, below);
            ReadTree(number, below, depth - 1, extents);
        }
    }

    private void Add(uint number, List<Ext4Extent> extents, Ext4Extent extent)
    {
        var floor = extents.Count == 0 ? 0UL : (ulong)extents[^1].FileBlock + extents[^1].Blocks;
        extents.Add(
            extent.Blocks > 0
            && extent.FileBlock >= floor
            && extent.Block < superblock.BlockCount
            && extent.Blocks <= superblock.BlockCount - extent.Block
                ? extent
                : throw Damaged(number));
    }

    private Ext4Inode ReadInode(uint number)
    {
        var group = (number - 1) / superblock.InodesPerGroup;
        if (number == 0 || number > superblock.InodeCount || group >= superblock.GroupCount)
        {
            throw Damaged(number);
        }

        var descriptorOffset = ((long)(superblock.FirstDataBlock + 1) << superblock.BlockLog) + ((long)group * superblock.DescriptorBytes);
        var descriptor = image.ReadAtMost(descriptorOffset, superblock.DescriptorBytes);
        if (descriptor.Length < superblock.DescriptorBytes)
        {
            throw Damaged(number);
        }

        var table = BinaryPrimitives.ReadUInt32LittleEndian(descriptor.AsSpan(8))
            | (descriptor.Length >= 64 ? (ulong)BinaryPrimitives.ReadUInt32LittleEndian(descriptor.AsSpan(40)) << 32 : 0);
        var offset = (long)((number - 1) % superblock.InodesPerGroup) * superblock.InodeBytes;
        var slot = table < superblock.BlockCount
            ? image.ReadAtMost(((long)table << superblock.BlockLog) + offset, superblock.InodeBytes)
            : [];
        return slot.Length == superblock.InodeBytes ? Ext4Inode.Read(slot) : throw Damaged(number);
    }

    private static InvalidInputException Damaged(uint inode) =>
        new("IMG2389", $"ext4: inode {inode}, its group descriptor or its extent tree is damaged or points outside the file system.");

    private static readonly Comparer<byte[]> Utf8Order =
        Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));
}
