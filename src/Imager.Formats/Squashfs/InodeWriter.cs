using System.Buffers.Binary;
using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>Writes inodes and listings, children before their directory.</summary>
internal sealed class InodeWriter(
    SquashfsOptions options, InodeNumbers numbers, IReadOnlyDictionary<string, StoredFile> contents, XattrTable xattrs, Func<MetadataWriter> createTable)
{
    private const int MaxListingBytes = ushort.MaxValue;

    private readonly Dictionary<uint, ulong> written = [];
    private readonly Dictionary<uint, string> labels = numbers.ByNumber(options.SelinuxLabels);

    internal MetadataWriter Inodes { get; } = createTable();

    internal MetadataWriter Directories { get; } = createTable();

    /// <summary>Where an inode is, by number from 1.</summary>
    internal ulong ReferenceOf(uint number) => written[number];

    /// <summary>Writes the tree; returns the root's reference.</summary>
    internal ulong Write(TreeDirectory root) => WriteDirectory(string.Empty, root, numbers.Count + 1);

    private ulong WriteDirectory(string path, TreeDirectory directory, uint parent)
    {
        var number = numbers.Of(path);
        var prefix = path.Length == 0 ? string.Empty : path + "/";
        foreach (var child in directory.Children)
        {
            WriteChild(prefix + child.Name, child, number);
        }

        var listing = new DirectoryListing(Directories);
        foreach (var child in directory.Children)
        {
            var name = Encoding.UTF8.GetBytes(child.Name);
            if (name.Length is 0 or > SquashfsInode.MaxNameBytes)
            {
                throw new InvalidInputException(
                    "IMG2122", $"squashfs: the name \"{prefix}{child.Name}\" has {name.Length} bytes; 1 to {SquashfsInode.MaxNameBytes} are possible.");
            }

            var childNumber = numbers.Of(prefix + child.Name);
            listing.Add(name, written[childNumber], childNumber, TypeOf(child));
        }

        listing.End();
        return WriteInode(number, DirectoryBytes(path, directory, listing, parent));
    }

    private void WriteChild(string path, TreeNode node, uint parent)
    {
        if (node is TreeDirectory directory)
        {
            WriteDirectory(path, directory, parent);
        }
        else if (!written.ContainsKey(numbers.Of(path)))
        {
            WriteInode(numbers.Of(path), node switch
            {
                TreeFile file => FileBytes(path, file),
                TreeSymlink link => SymlinkBytes(path, link),
                TreeSpecial special => SpecialBytes(path, special),
                _ => throw new InvalidOperationException($"unknown tree node {node.GetType()}"),
            });
        }
    }

    private ulong WriteInode(uint number, ReadOnlySpan<byte> bytes)
    {
        var reference = Inodes.Reference;
        Inodes.Write(bytes);
        written.Add(number, reference);
        return reference;
    }

    private byte[] DirectoryBytes(string path, TreeDirectory directory, DirectoryListing listing, uint parent)
    {
        var xattr = XattrOf(path);
        var sizeBytes = listing.Bytes + SquashfsInode.ListingExtraBytes;
        var links = 2 + (uint)directory.Children.Count(child => child is TreeDirectory);
        var isExtended = sizeBytes > MaxListingBytes || listing.IndexCount > 0 || xattr != XattrTable.None;
        var bytes = new byte[SquashfsInode.HeaderBytes + (isExtended ? 24 + listing.Index.Length : 16)];
        var fields = new LittleEndianWriter(bytes);
        WriteHeader(ref fields, path, directory, isExtended);
        if (isExtended)
        {
            fields.WriteUInt32(links, checked((uint)sizeBytes), listing.StartBlock, parent);
            fields.WriteUInt16(listing.IndexCount, listing.StartOffset);
            fields.WriteUInt32(xattr);
            fields.WriteBytes(listing.Index);
        }
        else
        {
            fields.WriteUInt32(listing.StartBlock, links);
            fields.WriteUInt16((ushort)sizeBytes, listing.StartOffset);
            fields.WriteUInt32(parent);
        }

        fields.EnsureFull();
        return bytes;
    }

    private byte[] FileBytes(string path, TreeFile file)
    {
        var content = contents[path];
        var (xattr, links) = (XattrOf(path), numbers.NamesOf(file));
        var isExtended = xattr != XattrTable.None || links > 1 || content.SparseBytes > 0
            || content.SizeBytes > uint.MaxValue || content.StartBytes > uint.MaxValue;
        var bytes = new byte[SquashfsInode.HeaderBytes + (isExtended ? 40 : 16) + (content.Blocks.Length * sizeof(uint))];
        var fields = new LittleEndianWriter(bytes);
        WriteHeader(ref fields, path, file, isExtended);
        if (isExtended)
        {
            fields.WriteUInt64((ulong)content.StartBytes, (ulong)content.SizeBytes, (ulong)content.SparseBytes);
            fields.WriteUInt32(links, unchecked((uint)content.Fragment), (uint)content.FragmentOffsetBytes, xattr);
        }
        else
        {
            fields.WriteUInt32((uint)content.StartBytes, unchecked((uint)content.Fragment));
            fields.WriteUInt32((uint)content.FragmentOffsetBytes, (uint)content.SizeBytes);
        }

        fields.WriteUInt32(content.Blocks);
        fields.EnsureFull();
        return bytes;
    }

    private byte[] SymlinkBytes(string path, TreeSymlink link)
    {
        var target = Encoding.UTF8.GetBytes(link.Target);
        if (target.Length is 0 or > SquashfsInode.MaxTargetBytes)
        {
            throw new InvalidInputException(
                "IMG2123", $"squashfs: the target of \"{path}\" has {target.Length} bytes; 1 to {SquashfsInode.MaxTargetBytes} are possible.");
        }

        var xattr = XattrOf(path);
        var isExtended = xattr != XattrTable.None;
        var bytes = new byte[SquashfsInode.HeaderBytes + 8 + target.Length + (isExtended ? 4 : 0)];
        var fields = new LittleEndianWriter(bytes);
        WriteHeader(ref fields, path, link, isExtended);
        fields.WriteUInt32(1, (uint)target.Length);
        fields.WriteBytes(target);
        WriteXattr(ref fields, xattr);
        fields.EnsureFull();
        return bytes;
    }

    private byte[] SpecialBytes(string path, TreeSpecial special)
    {
        if (!options.AllowSpecialFiles)
        {
            throw new InvalidInputException(
                "IMG2124", $"squashfs: \"{path}\" is a {special.Kind}, which was not asked for. Remove it from the tree or allow special files.");
        }

        var xattr = XattrOf(path);
        var isExtended = xattr != XattrTable.None;
        var isDevice = special.Kind.IsDevice();
        var bytes = new byte[SquashfsInode.HeaderBytes + 4 + (isDevice ? 4 : 0) + (isExtended ? 4 : 0)];
        var fields = new LittleEndianWriter(bytes);
        WriteHeader(ref fields, path, special, isExtended);
        fields.WriteUInt32(1);
        if (isDevice)
        {
            fields.WriteUInt32(special.Number());
        }

        WriteXattr(ref fields, xattr);
        fields.EnsureFull();
        return bytes;
    }

    private void WriteHeader(ref LittleEndianWriter fields, string path, TreeNode node, bool isExtended)
    {
        fields.WriteUInt16((ushort)(TypeOf(node) + (isExtended ? SquashfsInode.Extended : 0)), (ushort)node.Mode, 0, 0);
        fields.WriteUInt32((uint)options.Time.Seconds, numbers.Of(path));
    }

    private static void WriteXattr(ref LittleEndianWriter fields, uint xattr)
    {
        if (xattr != XattrTable.None)
        {
            fields.WriteUInt32(xattr);
        }
    }

    private uint XattrOf(string path) => xattrs.NumberOf(labels.GetValueOrDefault(numbers.Of(path)));

    private static ushort TypeOf(TreeNode node) => node switch
    {
        TreeDirectory => SquashfsInode.Directory,
        TreeSymlink => SquashfsInode.Symlink,
        TreeSpecial special => special.Kind switch
        {
            TreeSpecialKind.BlockDevice => SquashfsInode.BlockDevice,
            TreeSpecialKind.CharacterDevice => SquashfsInode.CharacterDevice,
            TreeSpecialKind.Fifo => SquashfsInode.Fifo,
            _ => SquashfsInode.Socket,
        },
        _ => SquashfsInode.File,
    };

    /// <summary>References of all inodes in the order of their numbers, as the export table has them.</summary>
    internal MetadataWriter ExportTable()
    {
        var table = createTable();
        Span<byte> reference = stackalloc byte[sizeof(ulong)];
        for (var number = 1u; number <= numbers.Count; number++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(reference, written[number]);
            table.Write(reference);
        }

        return table;
    }
}
