using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Ext4;
using Imager.Formats.Extents;
using Imager.Formats.Fat;
using Imager.Formats.Squashfs;
using Imager.Formats.Tree;
using Imager.Formats.Xfs;

namespace Imager.Inspect;

/// <summary>Describes file systems and the programs in them.</summary>
internal static class FileSystemNodes
{
    private const int ExtSuperblockOffset = 1024;

    internal static InspectNode? TryDescribe(ByteSource volume, InspectSession session)
    {
        var head = InspectSession.Head(volume);
        return head.AsSpan().StartsWith("XFSB"u8) ? Xfs(volume, session)
            : SquashfsReader.IsSquashfs(volume) ? Squashfs(volume, session)
            : FatVolume.TryOpen(volume) is { } fat ? Fat(fat, volume, session)
            : TryExt(volume, session);
    }

    /// <summary>Nodes of a tree that a reader returned, in its order.</summary>
    internal static IReadOnlyList<InspectNode> Tree(TreeDirectory directory, InspectSession session)
    {
        session.Count(directory.Children.Count);
        return [.. directory.Children.Select(child => Node(child, session))];
    }

    private static InspectNode Node(TreeNode node, InspectSession session) => node switch
    {
        TreeDirectory directory => new(InspectKind.Directory, node.Name) { Facts = [Mode(node)], Children = Tree(directory, session) },
        TreeSymlink link => new(InspectKind.Symlink, node.Name) { LinkTarget = PlainText.OfName(link.Target) },
        TreeFile file => ProgramNodes.WithProgram(
            new(InspectKind.File, node.Name) { SizeBytes = file.Content.LengthBytes, Facts = [Mode(node)], Content = () => file.Content },
            session),
        _ => new(InspectKind.Unknown, node.Name) { Facts = [Mode(node)] },
    };

    private static InspectFact Mode(TreeNode node) => InspectFact.Of("mode", Convert.ToString(node.Mode, 8).PadLeft(4, '0'));

    private static InspectNode Xfs(ByteSource volume, InspectSession session)
    {
        var xfs = XfsReader.Open(volume);
        var node = new InspectNode(InspectKind.Xfs, xfs.Label)
        {
            SizeBytes = xfs.Size.Bytes,
            Facts =
            [
                InspectFact.Of("UUID", xfs.Uuid.ToString()),
                InspectFact.Count("sector bytes", xfs.SectorBytes),
                InspectFact.Size("free bytes", xfs.Free.Bytes),
                InspectFact.Of("features", xfs.Features),
            ],
        };
        return InspectSession.Guard(node, outside => outside with { Children = Tree(xfs.ReadTree(), session) });
    }

    private static InspectNode Squashfs(ByteSource volume, InspectSession session) => InspectSession.Guard(
        new InspectNode(InspectKind.Squashfs) { SizeBytes = volume.LengthBytes },
        outside =>
        {
            var squashfs = SquashfsReader.Open(volume);
            var node = outside with
            {
                Facts =
                [
                    InspectFact.Of("compression", squashfs.Compression.ToString().ToLowerInvariant()),
                    InspectFact.Size("block bytes", squashfs.BlockBytes),
                    InspectFact.Count("inodes", squashfs.InodeCount),
                    InspectFact.Size("used bytes", squashfs.UsedBytes),
                ],
            };
            return InspectSession.Guard(node, known => known with { Children = Tree(squashfs.ReadTree(), session) });
        });

    private static InspectNode Fat(FatVolume fat, ByteSource volume, InspectSession session)
    {
        var geometry = fat.Geometry;
        var node = new InspectNode(InspectKind.Fat, fat.Label)
        {
            SizeBytes = Math.Min(geometry.TotalSectors * geometry.SectorBytes, volume.LengthBytes),
            Facts =
            [
                InspectFact.Of("type", $"FAT{geometry.EntryBits}"),
                InspectFact.Of("serial", $"{fat.VolumeId >> 16:X4}-{fat.VolumeId & 0xFFFF:X4}"),
                InspectFact.Count("sector bytes", geometry.SectorBytes),
                InspectFact.Count("cluster bytes", geometry.ClusterBytes),
                InspectFact.Count("hidden sectors", fat.HiddenSectors),
            ],
        };
        return InspectSession.Guard(node, outside => outside with { Children = new FatNodes(fat, session).Describe() });
    }

    /// <summary>Identity from struct ext4_super_block at byte 1024 (magic EF53 at 56, UUID at 104, label at 120), also of what we cannot read.</summary>
    private static InspectNode? TryExt(ByteSource volume, InspectSession session)
    {
        var superblock = volume.ReadAtMost(ExtSuperblockOffset, 1024);
        if (superblock.Length < 1024 || BinaryPrimitives.ReadUInt16LittleEndian(superblock.AsSpan(56)) != 0xEF53)
        {
            return null;
        }

        var label = Encoding.UTF8.GetString(superblock.AsSpan(120, 16)).TrimEnd('\0');
        var uuid = new Guid(superblock.AsSpan(104, 16), bigEndian: true);
        var node = new InspectNode(InspectKind.Ext, label)
        {
            SizeBytes = volume.LengthBytes,
            Facts = [InspectFact.Of("UUID", uuid.ToString())],
        };
        return InspectSession.Guard(node, outside => outside with { Children = Tree(Ext4Reader.Open(volume).ReadTree(), session) });
    }
}
