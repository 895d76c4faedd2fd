using System.Buffers;
using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Cpio;

/// <summary>Places headers and contents of one archive.</summary>
internal sealed class CpioPlan(TreeDirectory root, SourceDateEpoch time)
{
    private const int BlockBytes = 512;

    private readonly ExtentMapBuilder map = new();
    private readonly ArrayBufferWriter<byte> headers = new();
    private readonly Dictionary<string, LinkedFile> linkedFiles = [];
    private long position;
    private uint nextInode;

    internal ExtentMap Build()
    {
        foreach (var (_, node) in root.Walk())
        {
            if (node is TreeFile { LinkGroup: { } group })
            {
                var file = linkedFiles.GetValueOrDefault(group) ?? new LinkedFile();
                linkedFiles[group] = file with { Names = file.Names + 1 };
            }
        }

        foreach (var (path, node) in root.Walk())
        {
            Add(path, node);
        }

        AddHeader(CpioHeader.Trailer, new CpioHeader(0, 0, 1, 0, 0, 0, 0, 0));
        AddBytes(new byte[-position & (BlockBytes - 1)]);
        FlushHeaders();
        return map.Build(position);
    }

    private void Add(string path, TreeNode node)
    {
        switch (node)
        {
            case TreeDirectory directory:
                var links = 2 + directory.Children.Count(child => child is TreeDirectory);
                AddEntry(path, CpioHeader.Directory, node, nextInode++, (uint)links);
                break;
            case TreeSymlink link:
                AddSymlink(path, link);
                break;
            case TreeSpecial special:
                var (major, minor) = ((uint)special.Major, (uint)special.Minor);
                AddHeader(path, Header((uint)special.Kind.TypeBits(), node, nextInode++, 1) with { Major = major, Minor = minor });
                break;
            case TreeFile { LinkGroup: { } group } file when linkedFiles[group].Names > 1:
                AddLinkedFile(path, file, group);
                break;
            case TreeFile file:
                AddFile(path, file, nextInode++, 1);
                break;
            default:
                throw new InvalidOperationException($"unknown tree node {node.GetType()}");
        }
    }

    private void AddSymlink(string path, TreeSymlink link)
    {
        var target = Encoding.UTF8.GetBytes(link.Target);
        if (target.Length is 0 or >= CpioHeader.MaxNameBytes)
        {
            throw new InvalidInputException(
                "IMG2111", $"cpio: the target of \"{path}\" has {target.Length} bytes; the kernel takes 1 to {CpioHeader.MaxNameBytes - 1}.");
        }

        AddHeader(path, Header(CpioHeader.Link, link, nextInode++, 1) with { SizeBytes = (uint)target.Length });
        AddBytes(target);
        AddBytes(new byte[CpioHeader.Padding(target.Length)]);
    }

    /// <summary>Names wait until the last one comes; then all are written, the last with the content.</summary>
    private void AddLinkedFile(string path, TreeFile file, string group)
    {
        var linked = linkedFiles[group];
        if (linked.Waiting.Count == 0)
        {
            linkedFiles[group] = linked = linked with { Inode = nextInode++, First = file };
        }

        linked.Waiting.Add(path);
        if (linked.Waiting.Count < linked.Names)
        {
            return;
        }

        foreach (var name in linked.Waiting.SkipLast(1).Reverse())
        {
            AddEntry(name, CpioHeader.File, linked.First!, linked.Inode, (uint)linked.Names);
        }

        AddFile(path, linked.First!, linked.Inode, (uint)linked.Names);
    }

    private void AddFile(string path, TreeFile file, uint inode, uint links)
    {
        var size = file.Content.LengthBytes;
        if (size > uint.MaxValue)
        {
            throw new UnsupportedException(
                "IMG3060", $"cpio: \"{path}\" has {size} bytes; newc archives describe files of up to {uint.MaxValue} bytes.");
        }

        AddHeader(path, Header(CpioHeader.File, file, inode, links) with { SizeBytes = (uint)size });
        if (size > 0)
        {
            FlushHeaders();
            map.Add(position, file.Content);
            position += size;
            AddBytes(new byte[CpioHeader.Padding(size)]);
        }
    }

    private void AddEntry(string path, uint type, TreeNode node, uint inode, uint links) =>
        AddHeader(path, Header(type, node, inode, links));

    private CpioHeader Header(uint type, TreeNode node, uint inode, uint links) =>
        new(inode, type | (uint)node.Mode, links, (uint)time.Seconds, 0, 0, 0, 0);

    private void AddHeader(string path, CpioHeader header)
    {
        var name = Encoding.UTF8.GetBytes(path);
        if (name.Length >= CpioHeader.MaxNameBytes)
        {
            throw new InvalidInputException(
                "IMG2112", $"cpio: the path \"{path}\" has {name.Length} bytes; the kernel takes at most {CpioHeader.MaxNameBytes - 1}.");
        }

        AddBytes(header.ToBytes(name));
    }

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        headers.Write(bytes);
        position += bytes.Length;
    }

    /// <summary>Headers between two contents are one extent.</summary>
    private void FlushHeaders()
    {
        map.Add(position - headers.WrittenCount, headers.WrittenMemory.ToArray());
        headers.ResetWrittenCount();
    }

    private sealed record LinkedFile(int Names = 0, uint Inode = 0, TreeFile? First = null)
    {
        internal List<string> Waiting { get; init; } = [];
    }
}
