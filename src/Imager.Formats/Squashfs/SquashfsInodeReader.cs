using Imager.Formats.Tree;

namespace Imager.Formats.Squashfs;

/// <summary>An inode taken apart; exactly one of <c>Node</c> and <c>Listing</c> is set.</summary>
internal sealed record SquashfsInodeContent(
    int Mode, Func<string, TreeNode>? Node, (uint StartBlock, int Offset, long SizeBytes)? Listing, uint Xattr);

/// <summary>Reads inodes by reference.</summary>
internal sealed class SquashfsInodeReader(SquashfsSuperblock superblock, MetadataReader metadata, SquashfsData data)
{
    private const long MaxBlocks = 8 << 20;

    private long blocksRead;

    internal SquashfsInodeContent Read(ulong reference)
    {
        var (block, offset) = ((long)(reference >> 16), (int)(reference & 0xFFFF));
        if (block >= superblock.DirectoryTable - superblock.InodeTable)
        {
            throw SquashfsSuperblock.Damaged($"an inode is said to be at byte {block} of the inode table");
        }

        var cursor = metadata.At(superblock.InodeTable + block, offset);
        var (type, mode) = (cursor.ReadUInt16(), cursor.ReadUInt16() & 0xFFF);
        cursor.ReadBytes(8);
        var number = cursor.ReadUInt32();
        return type switch
        {
            SquashfsInode.Directory => Directory(cursor, mode),
            SquashfsInode.Directory + SquashfsInode.Extended => ExtendedDirectory(cursor, mode),
            SquashfsInode.File => File(cursor, mode),
            SquashfsInode.File + SquashfsInode.Extended => ExtendedFile(cursor, mode, number),
            SquashfsInode.Symlink or SquashfsInode.Symlink + SquashfsInode.Extended => Symlink(cursor, mode, type),
            >= SquashfsInode.BlockDevice and <= SquashfsInode.Socket + SquashfsInode.Extended => Special(cursor, mode, type),
            _ => throw SquashfsSuperblock.Damaged($"the inode {number} has the unknown type {type}"),
        };
    }

    private static SquashfsInodeContent Directory(MetadataCursor cursor, int mode)
    {
        var start = cursor.ReadUInt32();
        cursor.ReadBytes(4);
        var (size, offset) = (cursor.ReadUInt16(), cursor.ReadUInt16());
        return new(mode, null, (start, offset, size), XattrTable.None);
    }

    private static SquashfsInodeContent ExtendedDirectory(MetadataCursor cursor, int mode)
    {
        cursor.ReadBytes(4);
        var (size, start) = (cursor.ReadUInt32(), cursor.ReadUInt32());
        cursor.ReadBytes(6);
        var offset = cursor.ReadUInt16();
        return new(mode, null, (start, offset, size), cursor.ReadUInt32());
    }

    private SquashfsInodeContent File(MetadataCursor cursor, int mode)
    {
        var (start, fragment, offset, size) = (cursor.ReadUInt32(), cursor.ReadUInt32(), cursor.ReadUInt32(), cursor.ReadUInt32());
        var content = Content(cursor, start, size, (fragment, offset));
        return new(mode, name => new TreeFile(name, mode, content), null, XattrTable.None);
    }

    private SquashfsInodeContent ExtendedFile(MetadataCursor cursor, int mode, uint number)
    {
        var (start, size) = ((long)cursor.ReadUInt64(), (long)cursor.ReadUInt64());
        cursor.ReadBytes(8);
        var (links, fragment, offset, xattr) = (cursor.ReadUInt32(), cursor.ReadUInt32(), cursor.ReadUInt32(), cursor.ReadUInt32());
        var content = Content(cursor, start, size, (fragment, offset));
        var group = links > 1 ? $"inode {number}" : null;
        return new(mode, name => new TreeFile(name, mode, content) { LinkGroup = group }, null, xattr);
    }

    private SquashfsFileSource Content(MetadataCursor cursor, long start, long size, (uint Index, uint OffsetBytes) fragment)
    {
        var hasFragment = fragment.Index != uint.MaxValue && size % superblock.BlockBytes != 0;
        var count = (size / superblock.BlockBytes) + (hasFragment || size % superblock.BlockBytes == 0 ? 0 : 1);
        blocksRead += Math.Max(count, 0);
        if (size < 0 || start < 0 || start > superblock.UsedBytes || blocksRead > MaxBlocks)
        {
            throw SquashfsSuperblock.Damaged($"a file claims {size} bytes from byte {start} on, or all files more than {MaxBlocks} blocks");
        }

        var bytes = cursor.ReadBytes((int)count * sizeof(uint));
        var words = new uint[count];
        Buffer.BlockCopy(bytes, 0, words, 0, bytes.Length);
        return new(data, size, start, words, hasFragment ? fragment : null);
    }

    private static SquashfsInodeContent Symlink(MetadataCursor cursor, int mode, ushort type)
    {
        cursor.ReadBytes(4);
        var length = cursor.ReadUInt32();
        if (length > SquashfsInode.MaxTargetBytes)
        {
            throw SquashfsSuperblock.Damaged($"a symbolic link's target claims {length} bytes");
        }

        var target = cursor.ReadText((int)length);
        var xattr = type == SquashfsInode.Symlink ? XattrTable.None : cursor.ReadUInt32();
        return new(mode, name => new TreeSymlink(name, target), null, xattr);
    }

    private static SquashfsInodeContent Special(MetadataCursor cursor, int mode, ushort type)
    {
        var isExtended = type > SquashfsInode.Socket;
        var kind = (isExtended ? type - SquashfsInode.Extended : type) switch
        {
            SquashfsInode.BlockDevice => TreeSpecialKind.BlockDevice,
            SquashfsInode.CharacterDevice => TreeSpecialKind.CharacterDevice,
            SquashfsInode.Fifo => TreeSpecialKind.Fifo,
            _ => TreeSpecialKind.Socket,
        };
        cursor.ReadBytes(4);
        var number = kind.IsDevice() ? cursor.ReadUInt32() : 0;
        return new(mode, name => SpecialFiles.FromNumber(name, mode, kind, number), null, isExtended ? cursor.ReadUInt32() : XattrTable.None);
    }
}
