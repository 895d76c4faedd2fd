using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>All directories of the primary or the Joliet tree, breadth first: the order of the path table.</summary>
internal sealed class IsoDirectoryTree
{
    private const int MaxDirectories = ushort.MaxValue;
    private static readonly byte[] SelfIdentifier = [0];
    private static readonly byte[] ParentIdentifier = [1];

    private readonly IsoContentTable contents;
    private readonly SourceDateEpoch epoch;
    private readonly bool joliet;

    private IsoDirectoryTree(IsoContentTable contents, SourceDateEpoch epoch, bool joliet)
    {
        this.contents = contents;
        this.epoch = epoch;
        this.joliet = joliet;
    }

    internal List<IsoDirectory> Directories { get; } = [];

    internal IsoDirectory Root => Directories[0];

    internal int PathTableBytes => Directories.Sum(directory => PathTableEntryBytes(directory.Identifier));

    /// <exception cref="UnsupportedException">Too many directories, or a name that Joliet cannot hold.</exception>
    internal static IsoDirectoryTree Build(
        TreeDirectory root, IsoContentTable contents, SourceDateEpoch epoch, bool joliet)
    {
        var tree = new IsoDirectoryTree(contents, epoch, joliet);
        tree.Directories.Add(new IsoDirectory(root, string.Empty, null, SelfIdentifier));

        // The list grows while it is walked: children follow all directories of their parent's level.
        for (var index = 0; index < tree.Directories.Count; index++)
        {
            tree.Directories[index].Number = index + 1;
            tree.Fill(tree.Directories[index]);
        }

        return tree.Directories.Count <= MaxDirectories
            ? tree
            : throw new UnsupportedException(
                "IMG3220",
                $"ISO tree: {tree.Directories.Count} directories; the path table numbers {MaxDirectories}. Use fewer.");
    }

    /// <summary>The continuation areas that the records point to.</summary>
    internal IEnumerable<SuspContinuation> Continuations()
    {
        foreach (var record in Directories.SelectMany(directory => directory.Records))
        {
            for (var rest = record.SystemUse.Rest; rest is not null; rest = rest.Next)
            {
                yield return rest;
            }
        }
    }

    /// <summary>The path table (ECMA-119, 9.4) in the byte order asked for.</summary>
    internal byte[] PathTable(bool bigEndian)
    {
        var bytes = new byte[PathTableBytes];
        var position = 0;
        foreach (var directory in Directories)
        {
            var entry = bytes.AsSpan(position, PathTableEntryBytes(directory.Identifier));
            var (sector, parent) = ((uint)directory.StartSector, (ushort)directory.Parent.Number);
            if (bigEndian)
            {
                var fields = new BigEndianWriter(entry);
                fields.WriteByte((byte)directory.Identifier.Length, 0);
                fields.WriteUInt32(sector);
                fields.WriteUInt16(parent);
                fields.WriteBytes(directory.Identifier);
            }
            else
            {
                var fields = new LittleEndianWriter(entry);
                fields.WriteByte((byte)directory.Identifier.Length, 0);
                fields.WriteUInt32(sector);
                fields.WriteUInt16(parent);
                fields.WriteBytes(directory.Identifier);
            }

            position += entry.Length;
        }

        return bytes;
    }

    private static int PathTableEntryBytes(byte[] identifier) => (8 + identifier.Length + 1) & ~1;

    private void Fill(IsoDirectory directory)
    {
        directory.Records.Add(OwnRecord(SelfIdentifier, directory, directory.Parent == directory));
        directory.Records.Add(OwnRecord(ParentIdentifier, directory.Parent, false));
        var identifiers = joliet
            ? [.. directory.Node.Children.Select(child => IsoNames.Joliet(child, directory.Path + child.Name))]
            : IsoNames.Primary(directory.Node);
        var children = directory.Node.Children.Zip(identifiers)
            .Where(pair => !joliet || pair.First is not (TreeSymlink or TreeSpecial))
            .OrderBy(pair => pair.Second, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
        foreach (var (node, identifier) in children)
        {
            AddChild(directory, node, identifier);
        }

        directory.Measure();
    }

    private void AddChild(IsoDirectory directory, TreeNode node, byte[] identifier)
    {
        var path = directory.Path + node.Name;
        if (node is TreeDirectory below)
        {
            var child = new IsoDirectory(below, path + "/", directory, identifier);
            Directories.Add(child);
            directory.Records.Add(new IsoRecord(identifier, ChildArea(node, identifier)) { Directory = child });
            return;
        }

        var content = node is TreeFile file ? contents.Get(file.Content) : null;
        for (var section = 0; section < (content?.SectionCount ?? 1); section++)
        {
            directory.Records.Add(
                new IsoRecord(identifier, ChildArea(node, identifier)) { Content = content, Section = section });
        }
    }

    private IsoRecord OwnRecord(byte[] identifier, IsoDirectory target, bool isVolumeRoot) =>
        new(identifier, Area(identifier, RockRidge.OfDirectoryItself(target.Node, epoch, isVolumeRoot)))
        {
            Directory = target,
        };

    private SuspArea ChildArea(TreeNode node, byte[] identifier) => Area(identifier, RockRidge.OfChild(node, epoch));

    private SuspArea Area(byte[] identifier, List<byte[]> entries) =>
        joliet
            ? SuspArea.Empty
            : SuspPacker.Pack(entries, IsoFormat.MaxRecordBytes - IsoRecord.PaddedHeaderBytes(identifier.Length));
}
