using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>Reads a squashfs 4.0 with gzip, xz or zstd: ours, mksquashfs', or a hostile one.</summary>
/// <remarks>
/// Every number is checked against the image, directories must form a tree, at most <see cref="MaxEntries"/> names are read. Contents
/// are decoded when they are read, from any thread; memory does not grow with the image.
/// </remarks>
public sealed class SquashfsReader
{
    /// <summary>Most names that one tree may have.</summary>
    public const int MaxEntries = 1_000_000;

    private const int MaxDepth = 128, MaxRun = 256;

    private readonly ByteSource image;
    private readonly SquashfsSuperblock superblock;
    private readonly HashSet<ulong> directories = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> attributes = new(StringComparer.Ordinal);
    private MetadataReader metadata;
    private SquashfsInodeReader inodes;
    private int entryCount;

    private SquashfsReader(ByteSource image, SquashfsSuperblock superblock)
    {
        (this.image, this.superblock) = (image, superblock);
        (metadata, inodes) = NewReaders();
    }

    /// <summary>How blocks are compressed.</summary>
    public SquashfsCompression Compression => superblock.Compression;

    /// <summary>Bytes of a block.</summary>
    public int BlockBytes => superblock.BlockBytes;

    /// <summary>How many inodes there are said to be.</summary>
    public long InodeCount => superblock.InodeCount;

    /// <summary>When it was made, seconds since 1970.</summary>
    public long TimeSeconds => superblock.TimeSeconds;

    /// <summary>Size without the padding at the end.</summary>
    public long UsedBytes => superblock.UsedBytes;

    /// <summary>Whether the image begins like a squashfs.</summary>
    public static bool IsSquashfs(ByteSource image) => SquashfsSuperblock.HasMagic(image.ReadAtMost(0, 4));

    /// <summary>Reads the superblock.</summary>
    /// <exception cref="InvalidInputException">Not a squashfs, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">Another version or compressor.</exception>
    public static SquashfsReader Open(ByteSource image) =>
        new(image, SquashfsSuperblock.Read(image.ReadAtMost(0, SquashfsSuperblock.SizeBytes), image.LengthBytes));

    /// <summary>The whole tree; the contents of files are decoded when they are read.</summary>
    /// <exception cref="InvalidInputException">Damaged metadata.</exception>
    public TreeDirectory ReadTree() => Read(withAttributes: false);

    /// <summary>Extended attributes by path and full name; the root's path is empty. Paths without any are left out.</summary>
    /// <exception cref="InvalidInputException">Damaged metadata.</exception>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAttributes()
    {
        Read(withAttributes: true);
        return attributes;
    }

    /// <summary>The node at a <c>/</c>-separated relative path, links not followed; null when there is none.</summary>
    /// <exception cref="InvalidInputException">Damaged metadata on the way.</exception>
    public TreeNode? Find(string path)
    {
        var node = (TreeNode)ReadTree();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if ((node as TreeDirectory)?.Children.FirstOrDefault(child => child.Name == part) is not { } child)
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    private TreeDirectory Read(bool withAttributes)
    {
        directories.Clear();
        attributes.Clear();
        entryCount = 0;
        (metadata, inodes) = NewReaders();
        var xattrs = withAttributes && superblock.XattrTable != SquashfsSuperblock.None ? new SquashfsXattrReader(image, superblock, metadata) : null;
        return ReadNode(superblock.RootInode, string.Empty, string.Empty, xattrs, 0) as TreeDirectory
            ?? throw SquashfsSuperblock.Damaged("the root is no directory");
    }

    private (MetadataReader Metadata, SquashfsInodeReader Inodes) NewReaders()
    {
        var decoder = new BlockDecoder(superblock.Compression);
        var reader = new MetadataReader(image, superblock, decoder);
        var data = new SquashfsData(image, superblock, new MetadataReader(image, superblock, decoder), decoder);
        return (reader, new SquashfsInodeReader(superblock, reader, data));
    }

    private TreeNode ReadNode(ulong reference, string path, string name, SquashfsXattrReader? xattrs, int depth)
    {
        var inode = inodes.Read(reference);
        if (xattrs is not null && inode.Xattr != XattrTable.None)
        {
            attributes[path] = xattrs.Read(inode.Xattr);
        }

        if (inode.Node is { } create)
        {
            return create(name);
        }

        if (!directories.Add(reference) || depth > MaxDepth)
        {
            throw SquashfsSuperblock.Damaged($"the directory \"/{path}\" is reachable twice, or deeper than {MaxDepth}");
        }

        return new TreeDirectory(name, inode.Mode, ReadListing(inode.Listing!.Value, path, xattrs, depth));
    }

    private List<TreeNode> ReadListing(
        (uint StartBlock, int Offset, long SizeBytes) listing, string path, SquashfsXattrReader? xattrs, int depth)
    {
        var children = new List<TreeNode>();
        var prefix = path.Length == 0 ? string.Empty : path + "/";
        byte[] previous = [];
        foreach (var (name, reference) in ReadEntries(listing, path))
        {
            if (previous.AsSpan().SequenceCompareTo(name) >= 0 || name.AsSpan().ContainsAny((byte)'/', (byte)0)
                || name.AsSpan().SequenceEqual("."u8) || name.AsSpan().SequenceEqual(".."u8))
            {
                throw SquashfsSuperblock.Damaged($"\"/{path}\" holds the name \"{Encoding.UTF8.GetString(name)}\", which is impossible or out of order");
            }

            previous = name;
            var text = Encoding.UTF8.GetString(name);
            children.Add(ReadNode(reference, prefix + text, text, xattrs, depth + 1));
        }

        return children;
    }

    private List<(byte[] Name, ulong Reference)> ReadEntries((uint StartBlock, int Offset, long SizeBytes) listing, string path)
    {
        const int headerBytes = 12, entryBytes = 8;
        var entries = new List<(byte[] Name, ulong Reference)>();
        var cursor = metadata.At(superblock.DirectoryTable + listing.StartBlock, listing.Offset);
        for (var left = listing.SizeBytes - SquashfsInode.ListingExtraBytes; left > 0;)
        {
            var count = (long)cursor.ReadUInt32() + 1;
            ulong block = cursor.ReadUInt32();
            cursor.ReadBytes(4);
            left -= headerBytes;
            entryCount += (int)Math.Min(count, MaxRun);
            if (count > MaxRun || entryCount > MaxEntries)
            {
                throw SquashfsSuperblock.Damaged($"\"/{path}\" holds {count} entries in a run of {MaxRun}, or there are more than {MaxEntries} in all");
            }

            for (; count > 0; count--)
            {
                var offset = cursor.ReadUInt16();
                cursor.ReadBytes(4);
                var name = cursor.ReadBytes(cursor.ReadUInt16() + 1);
                left -= entryBytes + name.Length;
                entries.Add((name, (block << 16) | offset));
            }
        }

        return entries;
    }
}
