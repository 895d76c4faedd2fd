using System.Globalization;
using System.Text;
using Imager.Core;
using Imager.Formats.Tree;

namespace Imager.Formats.Tar;

/// <summary>Everything that precedes a member's content: extended headers where needed, the header, the sparse
/// list.</summary>
internal static class TarMemberHeaders
{
    private const string PaxName = "././@PaxHeader";
    private const string LongName = "././@LongLink";

    /// <summary>Byte strings, each beginning at a block boundary.</summary>
    internal static IEnumerable<byte[]> Of(TarEntry entry, TarOptions options)
    {
        var path = Encoding.UTF8.GetBytes(entry is TarDirectory ? entry.Path + "/" : entry.Path);
        var link = Encoding.UTF8.GetBytes(entry switch
        {
            TarSymlink symlink => symlink.Target,
            TarHardLink hard => hard.Target,
            _ => string.Empty,
        });
        var sparse = entry is TarSparseFile file ? GnuSparseMap.Of(file.Content) : null;
        var header = Header(entry, options, sparse) with { Name = path, Link = link };
        return options.Format switch
        {
            TarFormat.Gnu => Gnu(entry, header, sparse),
            TarFormat.Pax => Pax(entry, header),
            _ => [Ustar(entry, header)],
        };
    }

    private static TarHeader Header(TarEntry entry, TarOptions options, GnuSparseMap? sparse) => new()
    {
        Name = [],
        Type = entry switch
        {
            TarDirectory => TarHeader.DirectoryType,
            TarSymlink => TarHeader.SymlinkType,
            TarHardLink => TarHeader.HardLinkType,
            TarSparseFile => TarHeader.GnuSparseType,
            _ => TarHeader.FileType,
        },
        Mode = entry.Mode ?? entry switch
        {
            TarDirectory => TreeModes.Directory,
            TarSymlink => TreeModes.Symlink,
            _ => TreeModes.File,
        },
        UserId = entry.UserId,
        GroupId = entry.GroupId,
        SizeBytes = (entry as TarFile)?.Content.LengthBytes ?? sparse?.StoredBytes ?? 0,
        Modified = options.Epoch,
        Gnu = options.Format == TarFormat.Gnu,
        GnuTail = sparse?.HeaderTail() ?? [],
    };

    private static IEnumerable<byte[]> Gnu(TarEntry entry, TarHeader header, GnuSparseMap? sparse)
    {
        RefuseAttributes(entry, TarFormat.Gnu);
        foreach (var (text, type) in new[] { (header.Link, TarHeader.GnuLongLink), (header.Name, TarHeader.GnuLongName) })
        {
            if (text.Length > TarHeader.NameBytes)
            {
                yield return Extra(LongName, type, text.Length + 1, gnu: true);
                yield return [.. text, 0];
            }
        }

        yield return (header with { Name = Cut(header.Name), Link = Cut(header.Link) }).ToBytes();
        if (sparse is not null)
        {
            yield return sparse.ExtensionBlocks();
        }
    }

    private static IEnumerable<byte[]> Pax(TarEntry entry, TarHeader header)
    {
        RefuseSparse(entry, TarFormat.Pax);
        var records = new List<byte>();
        var (prefix, name) = Split(header.Name) ?? ([], Cut(header.Name));
        if (Split(header.Name) is null)
        {
            PaxRecords.Append(records, "path", header.Name);
        }

        if (header.Link.Length > TarHeader.NameBytes || !Ascii.IsValid(header.Link))
        {
            PaxRecords.Append(records, "linkpath", header.Link);
        }

        AppendLarge(records, "size", header.SizeBytes, TarHeader.MaxOctal12);
        AppendLarge(records, "uid", header.UserId, TarHeader.MaxOctal8);
        AppendLarge(records, "gid", header.GroupId, TarHeader.MaxOctal8);
        foreach (var (key, value) in entry.ExtendedAttributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            PaxRecords.Append(records, PaxRecords.AttributePrefix + key, value.Span);
        }

        if (records.Count > 0)
        {
            yield return Extra(PaxName, TarHeader.PaxType, records.Count, gnu: false);
            yield return [.. records];
        }

        yield return (header with
        {
            Name = name,
            Prefix = prefix,
            Link = Cut(header.Link),
            SizeBytes = Fitting(header.SizeBytes, TarHeader.MaxOctal12),
            UserId = (int)Fitting(header.UserId, TarHeader.MaxOctal8),
            GroupId = (int)Fitting(header.GroupId, TarHeader.MaxOctal8),
        }).ToBytes();
    }

    private static byte[] Ustar(TarEntry entry, TarHeader header)
    {
        RefuseSparse(entry, TarFormat.Ustar);
        RefuseAttributes(entry, TarFormat.Ustar);
        var (prefix, name) = Split(header.Name) ?? throw Unsupported(
            entry,
            $"its path needs ASCII and at most {TarHeader.PrefixBytes} + {TarHeader.NameBytes} bytes cut at a '/'",
            TarFormat.Ustar);
        if (header.Link.Length > TarHeader.NameBytes || !Ascii.IsValid(header.Link))
        {
            throw Unsupported(entry, $"its link target needs ASCII and at most {TarHeader.NameBytes} bytes", TarFormat.Ustar);
        }

        if (header.SizeBytes > TarHeader.MaxOctal12)
        {
            throw Unsupported(entry, $"it has {header.SizeBytes} bytes, the limit is {TarHeader.MaxOctal12}", TarFormat.Ustar);
        }

        return Math.Max(header.UserId, header.GroupId) <= TarHeader.MaxOctal8
            ? (header with { Name = name, Prefix = prefix }).ToBytes()
            : throw Unsupported(entry, $"owner or group is above {TarHeader.MaxOctal8}", TarFormat.Ustar);
    }

    /// <summary>A path as ustar's prefix and name; null when it does not fit.</summary>
    private static (byte[] Prefix, byte[] Name)? Split(byte[] path)
    {
        if (!Ascii.IsValid(path))
        {
            return null;
        }

        if (path.Length <= TarHeader.NameBytes)
        {
            return ([], path);
        }

        // The name keeps as much as it can; a directory's closing slash is no place to cut.
        for (var slash = path.Length - TarHeader.NameBytes - 1; slash < path.Length - 1; slash++)
        {
            if (path[slash] == '/')
            {
                return slash is > 0 and <= TarHeader.PrefixBytes ? (path[..slash], path[(slash + 1)..]) : null;
            }
        }

        return null;
    }

    private static byte[] Extra(string name, byte type, long sizeBytes, bool gnu) =>
        new TarHeader { Name = Encoding.ASCII.GetBytes(name), Type = type, SizeBytes = sizeBytes, Gnu = gnu }.ToBytes();

    private static void AppendLarge(List<byte> records, string key, long value, long limit)
    {
        if (value > limit)
        {
            PaxRecords.Append(records, key, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static long Fitting(long value, long limit) => value > limit ? 0 : value;

    private static byte[] Cut(byte[] text) => text[..Math.Min(text.Length, TarHeader.NameBytes)];

    private static void RefuseSparse(TarEntry entry, TarFormat format)
    {
        if (entry is TarSparseFile)
        {
            throw Unsupported(entry, "it is sparse", format);
        }
    }

    private static void RefuseAttributes(TarEntry entry, TarFormat format)
    {
        if (entry.ExtendedAttributes.Count > 0)
        {
            var first = entry.ExtendedAttributes.Keys.Order(StringComparer.Ordinal).First();
            throw Unsupported(entry, $"it has the extended attribute {first}", format);
        }
    }

    private static UnsupportedException Unsupported(TarEntry entry, string why, TarFormat format) =>
        new("IMG3225", $"tar archive: {format} cannot hold \"{entry.Path}\": {why}. Choose another format or change the entry.");
}
