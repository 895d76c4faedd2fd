using System.Text;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>Walks the directories of one tree; loops, floods and impossible names are errors.</summary>
internal sealed class IsoTreeReader
{
    private const int MaxDirectoryBytes = 32 << 20;
    private const int MaxNodes = 500_000;
    private const int MaxDepth = 128;

    private readonly ByteSource image;
    private readonly bool joliet;
    private readonly HashSet<long> visited = [];
    private int nodes;
    private int? systemUseSkip;

    private IsoTreeReader(ByteSource image, bool joliet)
    {
        this.image = image;
        this.joliet = joliet;
    }

    internal static (TreeDirectory Root, bool HasRockRidge) ReadPrimary(ByteSource image, ReadOnlySpan<byte> rootRecord)
    {
        var reader = new IsoTreeReader(image, joliet: false);
        var root = reader.ReadRoot(rootRecord);
        return (root, reader.systemUseSkip is not null);
    }

    internal static (TreeDirectory Root, bool HasRockRidge) ReadJoliet(ByteSource image, ReadOnlySpan<byte> rootRecord) =>
        (new IsoTreeReader(image, joliet: true).ReadRoot(rootRecord), false);

    private TreeDirectory ReadRoot(ReadOnlySpan<byte> rootRecord)
    {
        var record = IsoRawRecord.Read(rootRecord.ToArray(), string.Empty);
        var mode = TreeModes.Directory;
        if (!joliet)
        {
            var self = RecordAt(record.StartSector, string.Empty);
            var fields = RockRidgeFields.Read(image, self.SystemUse.Span);
            systemUseSkip = fields.SkipBytes;
            mode = (fields.SkipBytes is null ? null : fields.Mode & 0xFFF) ?? mode;
        }

        return ReadDirectory(string.Empty, string.Empty, mode, record, 0);
    }

    private TreeDirectory ReadDirectory(string name, string path, int mode, IsoRawRecord record, int depth)
    {
        if (depth > MaxDepth || !visited.Add(record.StartSector))
        {
            throw new InvalidInputException(
                "IMG2262",
                $"ISO image: directory \"/{path}\" is deeper than {MaxDepth} levels or contains itself "
                + $"(sector {record.StartSector}).");
        }

        var children = new List<TreeNode>();
        var sections = new List<IsoRawRecord>();
        foreach (var entry in Records(record, path))
        {
            if (entry.IsSelf || entry.IsParent || entry.IsAssociated)
            {
                continue;
            }

            sections.Add(entry);
            if (!entry.HasMoreSections)
            {
                if (ReadNode(sections, path, depth) is { } node)
                {
                    children.Add(node);
                }

                sections.Clear();
            }
        }

        return new TreeDirectory(name, mode, Sorted(children, path));
    }

    private TreeNode? ReadNode(List<IsoRawRecord> sections, string directory, int depth)
    {
        if (++nodes > MaxNodes)
        {
            throw new InvalidInputException("IMG2266", $"ISO image: the tree has more than {MaxNodes} entries.");
        }

        var record = sections[^1];
        var fields = systemUseSkip is { } skip && !joliet
            ? RockRidgeFields.Read(image, record.SystemUse.Span[Math.Min(skip, record.SystemUse.Length)..])
            : null;
        if (fields is { IsRelocated: true })
        {
            return null;
        }

        var name = CheckName(fields?.Name ?? PlainName(record), directory);
        var path = directory.Length == 0 ? name : $"{directory}/{name}";
        var moved = fields?.ChildSector is { } sector ? RecordAt(sector, path) : null;
        if (moved is not null || record.IsDirectory)
        {
            return ReadDirectory(name, path, (fields?.Mode & 0xFFF) ?? TreeModes.Directory, moved ?? record, depth + 1);
        }

        var type = fields?.Mode ?? RockRidge.FileType;
        return (type & RockRidge.TypeMask) switch
        {
            RockRidge.LinkType => new TreeSymlink(name, fields!.LinkTarget),
            RockRidge.FileType => new TreeFile(name, (fields?.Mode & 0xFFF) ?? TreeModes.File, Content(sections, path)),
            _ when SpecialFiles.KindOf(type) is { } kind =>
                new TreeSpecial(name, type & 0xFFF, kind, fields!.Device.Major, fields.Device.Minor),
            _ => null,
        };
    }

    private ByteSource Content(List<IsoRawRecord> sections, string path)
    {
        var map = new ExtentMapBuilder();
        var position = 0L;
        foreach (var section in sections)
        {
            var offset = section.StartSector * IsoFormat.SectorBytes;
            CheckRange(offset, section.SizeBytes, path);
            map.Add(position, image, section.SizeBytes == 0 ? 0 : offset, section.SizeBytes);
            position += section.SizeBytes;
        }

        return map.Build(position).AsSource();
    }

    private IEnumerable<IsoRawRecord> Records(IsoRawRecord directory, string path)
    {
        var offset = directory.StartSector * IsoFormat.SectorBytes;
        if (directory.SizeBytes > MaxDirectoryBytes)
        {
            throw new InvalidInputException(
                "IMG2267",
                $"ISO image: directory \"/{path}\" has {directory.SizeBytes} bytes; the limit is {MaxDirectoryBytes}.");
        }

        CheckRange(offset, directory.SizeBytes, path);
        for (var done = 0L; done < directory.SizeBytes; done += IsoFormat.SectorBytes)
        {
            var sector = new byte[Math.Min(IsoFormat.SectorBytes, directory.SizeBytes - done)];
            image.ReadExactly(offset + done, sector);
            for (var position = 0; position < sector.Length && sector[position] != 0; position += sector[position])
            {
                yield return IsoRawRecord.Read(sector.AsMemory(position), path);
            }
        }
    }

    /// <summary>A directory's own record, the first in its first sector.</summary>
    private IsoRawRecord RecordAt(long sector, string path)
    {
        var offset = sector * IsoFormat.SectorBytes;
        CheckRange(offset, IsoFormat.SectorBytes, path);
        return IsoRawRecord.Read(image.ReadAtMost(offset, IsoFormat.SectorBytes), path);
    }

    private void CheckRange(long offset, long lengthBytes, string path)
    {
        if (lengthBytes > 0 && offset + lengthBytes > image.LengthBytes)
        {
            throw new InvalidInputException(
                "IMG2268",
                $"ISO image: \"/{path}\" lies at {offset}, {lengthBytes} bytes long, but the image ends at "
                + $"{image.LengthBytes}. Get the file again.");
        }
    }

    private string PlainName(IsoRawRecord record)
    {
        var identifier = record.Identifier.Span;
        var name = joliet ? Encoding.BigEndianUnicode.GetString(identifier) : Encoding.Latin1.GetString(identifier);
        var version = name.LastIndexOf(';');
        return (version > 0 ? name[..version] : name).TrimEnd('.');
    }

    private static string CheckName(string name, string directory) =>
        name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0')
            ? throw new InvalidInputException(
                "IMG2269", $"ISO image: \"{name}\" in \"/{directory}\" cannot be a file name.")
            : name;

    private static List<TreeNode> Sorted(List<TreeNode> children, string path)
    {
        children.Sort((left, right) =>
            Encoding.UTF8.GetBytes(left.Name).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Name)));
        var twice = children.Zip(children.Skip(1)).FirstOrDefault(pair => pair.First.Name == pair.Second.Name).First;
        return twice is null
            ? children
            : throw new InvalidInputException("IMG2275", $"ISO image: \"{twice.Name}\" is twice in \"/{path}\".");
    }
}
