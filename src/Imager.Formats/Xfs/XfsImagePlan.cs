using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Xfs;

/// <summary>One file system being laid out: numbers the inodes, places the blocks, then writes the metadata.</summary>
/// <remarks>
/// All inodes lie in AG 0 from the block where xfs_repair expects the root inode; the log lies in the middle AG. Data follows
/// the inodes, AG after AG, in the order of the tree except for what <see cref="XfsOptions.PlacedFirst"/> names.
/// </remarks>
internal sealed class XfsImagePlan
{
    private const int MaxNameBytes = 255, ReservedInodes = 3;
    private const ushort RealtimeBitmapFlag = 4;

    private readonly XfsOptions options;
    private readonly XfsGeometry geometry;
    private readonly XfsBlockAllocator allocator;
    private readonly ExtentMapBuilder map = new();
    private readonly List<XfsInode> inodes = [];
    private readonly Dictionary<string, ulong> numbers = new(StringComparer.Ordinal);
    private readonly TreeDirectory root;
    private readonly uint rootBlock, logBlock, logAg;
    private readonly int chunkCount;

    public XfsImagePlan(XfsOptions options, XfsGeometry geometry, TreeDirectory root)
    {
        (this.options, this.geometry, this.root) = (options, geometry, root);
        var fixedBlocks = XfsAllocationGroup.FixedBlocks(geometry);
        rootBlock = (fixedBlocks + geometry.ChunkBlocks - 1) / geometry.ChunkBlocks * geometry.ChunkBlocks;
        (logAg, logBlock) = (geometry.AgCount / 2, fixedBlocks);
        chunkCount = NumberInodes();
        allocator = new XfsBlockAllocator(
            geometry,
            ag => ag == 0 ? rootBlock + ((uint)chunkCount * geometry.ChunkBlocks)
                : ag == logAg ? logBlock + XfsLog.Blocks
                : fixedBlocks);
    }

    private int ForkBytes => geometry.InodeBytes - XfsInode.CoreBytes;

    private ulong RootInode => (ulong)rootBlock << geometry.InodesPerBlockLog;

    public ExtentMap Build()
    {
        var directories = PlanDirectories();
        CheckSpace(directories);
        AddDirectory(directories[string.Empty], root);
        inodes.Add(Special(RootInode + 1, RealtimeBitmapFlag));
        inodes.Add(Special(RootInode + 2, 0));
        foreach (var (path, node) in InOrderOfPlacement())
        {
            switch (node)
            {
                case TreeDirectory directory:
                    AddDirectory(directories[path], directory);
                    break;
                case TreeFile file:
                    AddFile(path, file);
                    break;
                case TreeSymlink link:
                    AddSymlink(path, link);
                    break;
                case TreeSpecial special:
                    inodes.Add(XfsDevice.Write(numbers[path], special, $"XFS \"{options.Label}\": \"/{path}\""));
                    break;
            }
        }

        AddInodeChunks();
        map.Add(geometry.ByteOffset(logAg, logBlock), XfsLog.UnmountRecord(options.Uuid, options.SectorBytes));
        AddAllocationGroups();
        return map.Build(options.Size.Bytes);
    }

    private IEnumerable<(string Path, TreeNode Node)> InOrderOfPlacement()
    {
        var ranks = options.PlacedFirst.Distinct(StringComparer.Ordinal).Index()
            .ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        return root.Walk().OrderBy(item => ranks.GetValueOrDefault(item.Path, int.MaxValue));
    }

    private int NumberInodes()
    {
        numbers[string.Empty] = RootInode;
        foreach (var (path, node) in root.Walk())
        {
            if (Encoding.UTF8.GetByteCount(node.Name) is var length and > MaxNameBytes)
            {
                throw new InvalidInputException(
                    "IMG2314", $"XFS \"{options.Label}\": the name \"{path}\" has {length} bytes; a name has at most {MaxNameBytes}.");
            }

            numbers[path] = RootInode + (ulong)(numbers.Count - 1 + ReservedInodes);
        }

        var used = numbers.Count + ReservedInodes - 1;
        var limit = Math.Min(
            XfsAllocationGroup.MaxChunks(geometry),
            (int)((geometry.BlocksIn(0) - rootBlock) / geometry.ChunkBlocks / 2)) * XfsGeometry.InodesPerChunk;
        return used <= limit
            ? (used + XfsGeometry.InodesPerChunk - 1) / XfsGeometry.InodesPerChunk
            : throw new UnsupportedException(
                "IMG3243",
                $"XFS \"{options.Label}\": {numbers.Count} files, directories and links; this writer holds at most {limit} in "
                + $"{options.Size}. Put large trees into one archive or file system image.");
    }

    private Dictionary<string, XfsDirectoryPlan> PlanDirectories()
    {
        var plans = new Dictionary<string, XfsDirectoryPlan>(StringComparer.Ordinal);
        foreach (var (path, node) in root.Walk().Prepend((Path: string.Empty, Node: root)))
        {
            if (node is TreeDirectory directory)
            {
                var prefix = path.Length == 0 ? string.Empty : path + "/";
                var entries = directory.Children
                    .Select(child => new XfsDirectoryEntry(Encoding.UTF8.GetBytes(child.Name), numbers[prefix + child.Name], TypeOf(child)))
                    .ToList();
                var parent = path[..Math.Max(path.LastIndexOf('/'), 0)];
                plans[path] = new XfsDirectoryPlan(path, numbers[path], numbers[parent], entries, ForkBytes);
            }
        }

        return plans;
    }

    private void CheckSpace(Dictionary<string, XfsDirectoryPlan> directories)
    {
        var fileBlocks = root.Walk().Select(item => item.Node).OfType<TreeFile>().Sum(file => BlocksFor(file.Content.LengthBytes));
        var otherBlocks = directories.Values.Sum(plan => (long)plan.BlockCount)
            + root.Walk().Select(item => item.Node).OfType<TreeSymlink>().LongCount(link => TargetOf(link).Length > ForkBytes);
        if (fileBlocks + otherBlocks > allocator.AvailableBlocks)
        {
            var missing = fileBlocks + otherBlocks - allocator.AvailableBlocks;
            throw new InvalidInputException(
                "IMG2315",
                $"XFS \"{options.Label}\": the contents need {Size(fileBlocks + otherBlocks)} in whole blocks, but of {options.Size} only "
                + $"{Size(allocator.AvailableBlocks)} are left after log, metadata and reserve. Make the partition at least "
                + $"{new ByteSize(Size(missing).Bytes * 66 / 64).AlignUp(ByteSize.FromMiB(1))} larger.");
        }
    }

    private void AddDirectory(XfsDirectoryPlan plan, TreeDirectory directory)
    {
        var inode = new XfsInode(
            plan.Self, XfsFileType.Directory.WithPermissions(directory.Mode), XfsForkFormat.Local, plan.ShortForm)
        {
            Links = 2 + (uint)directory.Children.OfType<TreeDirectory>().Count(),
            SizeBytes = plan.ShortForm?.Length ?? 0,
        };
        if (plan.ShortForm is null)
        {
            var homes = Allocate(plan.BlockCount).SelectMany(range => Split(range)).ToList();
            var blocks = plan.WriteBlocks(options.Uuid, index => geometry.DiskAddress(homes[index].Ag, homes[index].StartBlock));
            for (var index = 0; index < blocks.Count; index++)
            {
                map.Add(geometry.ByteOffset(homes[index].Ag, homes[index].StartBlock), blocks[index]);
            }

            var data = Records(Merge(homes.Take(plan.DataBlockCount)), 0);
            var leaf = Records(homes.Skip(plan.DataBlockCount), XfsDirectoryPlan.LeafFileBlock);
            inode = WithExtents(inode, $"directory of inode {plan.Self}", [.. data, .. leaf]) with
            {
                SizeBytes = (long)plan.DataBlockCount * geometry.BlockBytes,
            };
        }

        inodes.Add(inode);
    }

    private void AddFile(string path, TreeFile file)
    {
        var length = file.Content.LengthBytes;
        var ranges = Allocate(BlocksFor(length));
        var position = 0L;
        foreach (var range in ranges)
        {
            var count = Math.Min((long)range.Blocks * geometry.BlockBytes, length - position);
            map.Add(geometry.ByteOffset(range.Ag, range.StartBlock), file.Content, position, count);
            position += count;
        }

        var inode = new XfsInode(numbers[path], XfsFileType.File.WithPermissions(file.Mode), XfsForkFormat.Extents, null);
        inodes.Add(WithExtents(inode, $"file \"/{path}\"", Records(ranges, 0)) with { SizeBytes = length });
    }

    private void AddSymlink(string path, TreeSymlink link)
    {
        var target = TargetOf(link);
        if (target.Length is 0 or > XfsRemoteSymlink.MaxTargetBytes)
        {
            throw new InvalidInputException(
                "IMG2316",
                $"XFS \"{options.Label}\": the target of the link \"/{path}\" has {target.Length} bytes; "
                + $"1 to {XfsRemoteSymlink.MaxTargetBytes} are possible.");
        }

        var number = numbers[path];
        var inode = new XfsInode(number, XfsFileType.Symlink.WithPermissions(link.Mode), XfsForkFormat.Local, target);
        if (target.Length > ForkBytes)
        {
            var ranges = Allocate(1);
            var home = new XfsBlockHome(geometry.DiskAddress(ranges[0].Ag, ranges[0].StartBlock), number, options.Uuid);
            map.Add(geometry.ByteOffset(ranges[0].Ag, ranges[0].StartBlock), XfsRemoteSymlink.Write(target, home, geometry.BlockBytes));
            inode = WithExtents(inode, $"link \"/{path}\"", Records(ranges, 0));
        }

        inodes.Add(inode with { SizeBytes = target.Length });
    }

    private XfsInode WithExtents(XfsInode inode, string what, List<XfsExtentRecord> records)
    {
        if (records.Count * XfsExtentRecord.SizeBytes > ForkBytes)
        {
            throw new UnsupportedException(
                "IMG3244",
                $"XFS \"{options.Label}\": the {what} needs {records.Count} extents; this writer keeps at most "
                + $"{ForkBytes / XfsExtentRecord.SizeBytes}. Use a file system with larger allocation groups, or smaller files.");
        }

        var fork = new byte[records.Count * XfsExtentRecord.SizeBytes];
        for (var index = 0; index < records.Count; index++)
        {
            records[index].WriteTo(fork.AsSpan(index * XfsExtentRecord.SizeBytes, XfsExtentRecord.SizeBytes));
        }

        return inode with
        {
            Format = XfsForkFormat.Extents,
            Fork = fork,
            ExtentCount = (ulong)records.Count,
            Blocks = records.Sum(record => (long)record.Blocks),
        };
    }

    private void AddInodeChunks()
    {
        var bytes = new byte[chunkCount * XfsGeometry.InodesPerChunk * geometry.InodeBytes];
        for (var index = 0; index < chunkCount * XfsGeometry.InodesPerChunk; index++)
        {
            XfsInode.WriteFreeTo(SlotOf(bytes, index), RootInode + (ulong)index, options.Uuid);
        }

        foreach (var inode in inodes)
        {
            inode.WriteTo(SlotOf(bytes, (int)(inode.Number - RootInode)), options.Uuid, options.Epoch);
        }

        map.Add(geometry.ByteOffset(0, rootBlock), bytes);
    }

    private Span<byte> SlotOf(byte[] bytes, int index) => bytes.AsSpan(index * geometry.InodeBytes, geometry.InodeBytes);

    private void AddAllocationGroups()
    {
        var groups = Enumerable.Range(0, (int)geometry.AgCount)
            .Select(ag => new XfsAllocationGroup(geometry, options.Uuid, (uint)ag, FreeRanges((uint)ag), ag == 0 ? Chunks() : []))
            .ToList();
        var superblock = new XfsSuperblock(geometry, options.Uuid, options.Label, RootInode)
        {
            LogStart = geometry.FsBlock(logAg, logBlock),
            LogBlocks = XfsLog.Blocks,
            InodeCount = (ulong)(chunkCount * XfsGeometry.InodesPerChunk),
            FreeInodes = (ulong)((chunkCount * XfsGeometry.InodesPerChunk) - inodes.Count),
            FreeBlocks = (ulong)groups.Sum(group => group.FreeBlocksWithFreeList),
        };
        for (var ag = 0; ag < groups.Count; ag++)
        {
            map.Add(geometry.ByteOffset((uint)ag, 0), groups[ag].Write(superblock));
        }
    }

    private List<XfsInodeChunk> Chunks() =>
    [
        .. Enumerable.Range(0, chunkCount).Select(index => new XfsInodeChunk(
            (uint)RootInode + (uint)(index * XfsGeometry.InodesPerChunk),
            Math.Min(XfsGeometry.InodesPerChunk, inodes.Count - (index * XfsGeometry.InodesPerChunk)))),
    ];

    private List<XfsBlockRange> FreeRanges(uint ag)
    {
        var fixedBlocks = XfsAllocationGroup.FixedBlocks(geometry);
        var next = allocator.NextBlock(ag);
        var behind = new XfsBlockRange(ag, next, geometry.BlocksIn(ag) - next);
        return ag == 0 && fixedBlocks < rootBlock
            ? [new XfsBlockRange(ag, fixedBlocks, rootBlock - fixedBlocks), behind]
            : [behind];
    }

    private static XfsInode Special(ulong number, ushort flags) =>
        new(number, XfsFileType.File.WithPermissions(0), XfsForkFormat.Extents, null) { Flags = flags };

    private IReadOnlyList<XfsBlockRange> Allocate(long blocks) => allocator.Allocate(blocks);

    private List<XfsExtentRecord> Records(IEnumerable<XfsBlockRange> ranges, ulong fileBlock)
    {
        var records = new List<XfsExtentRecord>();
        foreach (var range in ranges)
        {
            records.Add(new XfsExtentRecord(fileBlock, geometry.FsBlock(range.Ag, range.StartBlock), range.Blocks));
            fileBlock += range.Blocks;
        }

        return records;
    }

    private static IEnumerable<XfsBlockRange> Split(XfsBlockRange range) =>
        Enumerable.Range(0, (int)range.Blocks).Select(index => new XfsBlockRange(range.Ag, range.StartBlock + (uint)index, 1));

    private static List<XfsBlockRange> Merge(IEnumerable<XfsBlockRange> blocks)
    {
        var merged = new List<XfsBlockRange>();
        foreach (var block in blocks)
        {
            if (merged.Count > 0 && merged[^1].Ag == block.Ag && merged[^1].StartBlock + merged[^1].Blocks == block.StartBlock)
            {
                merged[^1] = merged[^1] with { Blocks = merged[^1].Blocks + 1 };
            }
            else
            {
                merged.Add(block);
            }
        }

        return merged;
    }

    private long BlocksFor(long bytes) => (bytes + geometry.BlockBytes - 1) / geometry.BlockBytes;

    private ByteSize Size(long blocks) => new(blocks * geometry.BlockBytes);

    private static byte[] TargetOf(TreeSymlink link) => Encoding.UTF8.GetBytes(link.Target);

    private static XfsFileType TypeOf(TreeNode node) => node switch
    {
        TreeDirectory => XfsFileType.Directory,
        TreeSymlink => XfsFileType.Symlink,
        TreeSpecial special => special.Kind.ToFileType(),
        _ => XfsFileType.File,
    };
}
