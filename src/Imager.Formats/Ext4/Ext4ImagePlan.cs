using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Ext4;

/// <summary>One file system being laid out: numbers the inodes, places the blocks, then writes the metadata.</summary>
internal sealed class Ext4ImagePlan
{
    private const uint RootInode = 2;
    private const int BlockBytes = Ext4Geometry.BlockBytes, FastLinkBytes = 60;

    private readonly Ext4Options options;
    private readonly TreeDirectory root;
    private readonly Ext4Geometry geometry;
    private readonly Ext4BlockAllocator allocator;
    private readonly ExtentMapBuilder map = new();
    private readonly Dictionary<string, uint> numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<uint, Ext4Inode> inodes = [];

    public Ext4ImagePlan(Ext4Options options, TreeDirectory root)
    {
        (this.options, this.root) = (options, root);
        numbers[string.Empty] = RootInode;
        foreach (var (path, _) in root.Walk())
        {
            numbers[path] = Ext4Superblock.FirstInode + (uint)numbers.Count - 1;
        }

        geometry = Ext4Geometry.Create(options.Size.Bytes, LastInode)
            ?? throw new InvalidInputException(
                "IMG2396", $"ext4 \"{options.Label}\": {numbers.Count} files, directories and links need more inodes than {options.Size} can hold.");
        allocator = new Ext4BlockAllocator(geometry);
    }

    private uint LastInode => Ext4Superblock.FirstInode + (uint)numbers.Count - 2;

    public ExtentMap Build()
    {
        CheckSpace();
        AddDirectory(string.Empty, root);
        foreach (var (path, node) in root.Walk())
        {
            switch (node)
            {
                case TreeDirectory directory:
                    AddDirectory(path, directory);
                    break;
                case TreeFile file:
                    inodes[numbers[path]] = Stored(path, Ext4Inode.File | file.Mode, file.Content);
                    break;
                case TreeSymlink link:
                    AddSymlink(path, link);
                    break;
                case TreeSpecial special:
                    AddSpecial(path, special);
                    break;
            }
        }

        var free = AddGroups();
        AddSuperblocks(free);
        return map.Build(options.Size.Bytes);
    }

    private void CheckSpace()
    {
        // Tree blocks of very long files and whole blocks of directories are counted generously.
        var files = root.Walk().Select(item => item.Node).OfType<TreeFile>().Sum(file => BlocksFor(file.Content.LengthBytes));
        var names = root.Walk().Sum(item => Ext4DirectoryEntry.SizeFor(Encoding.UTF8.GetByteCount(item.Node.Name)));
        var others = numbers.Count + (2 * BlocksFor(names)) + (files / (Ext4Geometry.BlocksPerGroup / 2));
        if (files + others > allocator.TotalBlocks)
        {
            var missing = new ByteSize((files + others - allocator.TotalBlocks) * BlockBytes);
            throw new InvalidInputException(
                "IMG2397",
                $"ext4 \"{options.Label}\": the contents need {new ByteSize((files + others) * BlockBytes)}, but of {options.Size} only "
                + $"{new ByteSize(allocator.TotalBlocks * BlockBytes)} are left after metadata. Make the partition at least "
                + $"{new ByteSize(missing.Bytes * 34 / 32).AlignUp(ByteSize.FromMiB(1))} larger.");
        }
    }

    private void AddDirectory(string path, TreeDirectory directory)
    {
        var prefix = path.Length == 0 ? string.Empty : path + "/";
        var entries = directory.Children
            .Select(child => new Ext4DirectoryEntry(Encoding.UTF8.GetBytes(child.Name), numbers[prefix + child.Name], TypeOf(child)))
            .ToList();
        var parent = numbers[path[..Math.Max(path.LastIndexOf('/'), 0)]];
        var content = new MemorySource(Ext4Directory.Write(numbers[path], parent, entries));
        var links = 2 + directory.Children.OfType<TreeDirectory>().Count();
        inodes[numbers[path]] = Stored(path, Ext4Inode.Directory | directory.Mode, content) with
        {
            Links = links > 65000 ? (ushort)1 : (ushort)links,      // dir_nlink: 1 means "more than can be counted"
        };
    }

    private void AddSymlink(string path, TreeSymlink link)
    {
        var target = Encoding.UTF8.GetBytes(link.Target);
        inodes[numbers[path]] = target.Length < FastLinkBytes
            ? new Ext4Inode(Ext4Inode.Symlink | link.Mode, target.Length, target)
            : Stored(path, Ext4Inode.Symlink | link.Mode, new MemorySource(target));
    }

    /// <summary>The number is in the first word in the old form of 8 and 8 bits, else in the second in the new form.</summary>
    private void AddSpecial(string path, TreeSpecial special)
    {
        var number = special.Number();
        var words = new byte[2 * sizeof(uint)];
        var fields = new LittleEndianWriter(words);
        fields.WriteUInt32(number <= ushort.MaxValue ? number : 0, number <= ushort.MaxValue ? 0 : number);
        inodes[numbers[path]] = new Ext4Inode(special.Kind.TypeBits() | special.Mode, 0, words);
    }

    private Ext4Inode Stored(string path, int mode, ByteSource content)
    {
        var blocks = BlocksFor(content.LengthBytes);
        var extents = allocator.Allocate(blocks);
        if (extents.Count > Ext4ExtentTree.MaxExtents)
        {
            throw new UnsupportedException(
                "IMG3259",
                $"ext4 \"{options.Label}\": the file \"/{path}\" of {content.LengthBytes} bytes needs {extents.Count} extents; "
                + $"this writer places at most {Ext4ExtentTree.MaxExtents} (about 160 GiB).");
        }

        foreach (var extent in extents)
        {
            var offset = (long)extent.FileBlock * BlockBytes;
            var length = Math.Min((long)extent.Blocks * BlockBytes, content.LengthBytes - offset);
            map.Add((long)extent.Block * BlockBytes, content, offset, length);
        }

        var leafBlocks = allocator.Allocate(Ext4ExtentTree.LeafCount(extents.Count))
            .SelectMany(extent => Enumerable.Range(0, (int)extent.Blocks).Select(index => (uint)extent.Block + (uint)index))
            .ToList();
        var (tree, leaves) = Ext4ExtentTree.Write(extents, leafBlocks);
        foreach (var (leaf, block) in leaves.Zip(leafBlocks))
        {
            map.Add((long)block * BlockBytes, leaf);
        }

        return new Ext4Inode(mode, content.LengthBytes, tree)
        {
            Flags = Ext4Inode.UsesExtents,
            SectorCount = (uint)((blocks + leafBlocks.Count) * (BlockBytes / 512)),
        };
    }

    /// <summary>Bitmaps and inode tables of every group, and their descriptors.</summary>
    private (byte[] Descriptors, long FreeBlocks, long FreeInodes) AddGroups()
    {
        var descriptors = new byte[geometry.DescriptorBlocks * BlockBytes];
        var fields = new LittleEndianWriter(descriptors);
        var (freeBlocks, freeInodes) = (0L, 0L);
        for (var group = 0u; group < geometry.GroupCount; group++)
        {
            var used = allocator.UsedIn(group);
            var free = geometry.BlocksIn(group) - used;
            var firstInode = (group * geometry.InodesPerGroup) + 1;
            var usedInodes = (uint)Math.Clamp((long)LastInode - firstInode + 1, 0, geometry.InodesPerGroup);
            map.Add((long)geometry.BlockBitmap(group) * BlockBytes, Bitmap(used, geometry.BlocksIn(group)));
            map.Add((long)geometry.InodeBitmap(group) * BlockBytes, Bitmap(usedInodes, geometry.InodesPerGroup));
            AddInodes(group, firstInode, usedInodes);
            fields.WriteUInt32(geometry.BlockBitmap(group), geometry.InodeBitmap(group), geometry.InodeTable(group));
            fields.WriteUInt16((ushort)free, (ushort)(geometry.InodesPerGroup - usedInodes), DirectoriesIn(firstInode, usedInodes), 0);
            fields.WriteZero(Ext4Geometry.DescriptorBytes - 20);
            freeBlocks += free;
            freeInodes += geometry.InodesPerGroup - usedInodes;
        }

        return (descriptors, freeBlocks, freeInodes);
    }

    private void AddInodes(uint group, uint firstInode, uint count)
    {
        if (count == 0)
        {
            return;
        }

        var table = new byte[count * Ext4Geometry.InodeBytes];
        for (var index = 0u; index < count; index++)
        {
            if (inodes.TryGetValue(firstInode + index, out var inode))
            {
                inode.WriteTo(table.AsSpan((int)index * Ext4Geometry.InodeBytes, Ext4Geometry.InodeBytes), options.Epoch);
            }
        }

        map.Add((long)geometry.InodeTable(group) * BlockBytes, table);
    }

    private ushort DirectoriesIn(uint firstInode, uint count)
    {
        var directories = 0;
        for (var number = firstInode; number < firstInode + count; number++)
        {
            directories += inodes.TryGetValue(number, out var inode) && inode.Type == Ext4Inode.Directory ? 1 : 0;
        }

        return (ushort)directories;
    }

    private void AddSuperblocks((byte[] Descriptors, long FreeBlocks, long FreeInodes) groups)
    {
        var superblock = new Ext4Superblock
        {
            Uuid = options.Uuid,
            Label = options.Label,
            BlockCount = geometry.BlockCount,
            InodeCount = geometry.InodeCount,
            InodesPerGroup = geometry.InodesPerGroup,
            FreeBlocks = (ulong)groups.FreeBlocks,
            FreeInodes = (uint)groups.FreeInodes,
        };
        for (var group = 0u; group < geometry.GroupCount; group++)
        {
            if (Ext4Geometry.HasSuperblock(group))
            {
                var start = (long)Ext4Geometry.FirstBlock(group) * BlockBytes;
                map.Add(start + (group == 0 ? Ext4Superblock.OffsetBytes : 0), superblock.Write(group, options));
                map.Add(start + BlockBytes, groups.Descriptors);
            }
        }
    }

    /// <summary>The first <paramref name="used"/> bits set, and those behind <paramref name="valid"/>.</summary>
    private static byte[] Bitmap(uint used, uint valid)
    {
        var bits = new byte[BlockBytes];
        SetBits(bits, 0, used);
        SetBits(bits, valid, BlockBytes * 8);
        return bits;
    }

    private static void SetBits(byte[] bits, uint from, uint to)
    {
        while (from < to && from % 8 != 0)
        {
            bits[from / 8] |= (byte)(1 << (int)(from++ % 8));
        }

        if (from < to)
        {
            bits.AsSpan((int)(from / 8), (int)((to - from) / 8)).Fill(0xFF);
            bits[Math.Min(to / 8, bits.Length - 1)] |= (byte)((1 << (int)(to % 8)) - 1);
        }
    }

    private static long BlocksFor(long bytes) => (bytes + BlockBytes - 1) / BlockBytes;

    private static byte TypeOf(TreeNode node) => node switch
    {
        TreeDirectory => Ext4Directory.Directory,
        TreeSymlink => Ext4Directory.Symlink,
        TreeSpecial special => special.Kind.EntryType(),
        _ => Ext4Directory.File,
    };
}
