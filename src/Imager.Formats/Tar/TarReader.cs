using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Tar;

/// <summary>Reads an archive forward, member by member, trusting nothing in it.</summary>
/// <remarks>
/// Ustar, pax and GNU headers, GNU's old sparse files. No path leaves the root: leading slashes go, <c>..</c> is an
/// error. Extended headers are bounded, contents are streamed. The source is not disposed.
/// </remarks>
public sealed class TarReader(Stream source)
{
    private const int MaxExtendedHeaderBytes = 1 << 20;
    private const int MaxStretches = 1 << 20;

    private readonly TarBlocks blocks = new(source);
    private readonly byte[] header = new byte[TarHeader.BlockBytes];
    private TarContent? content;
    private bool ended;

    /// <summary>Whether the archive closed with the two zero blocks it should; some writers leave them out.</summary>
    public bool HasEndMark { get; private set; }

    /// <summary>The next member, what is left of the one before passed over; null at the end.</summary>
    /// <exception cref="InvalidInputException">The archive is damaged, ends early, or has a path that leaves its
    /// root.</exception>
    /// <exception cref="UnsupportedException">A member is of a kind that we do not read.</exception>
    public TarMember? ReadNext()
    {
        content?.SkipRest();
        content = null;
        var extensions = new TarExtensions();
        while (!ended && ReadHeader() is { } raw)
        {
            if (TakeExtension(raw, extensions))
            {
                continue;
            }

            var path = extensions.Path ?? raw.Path;
            var member = new TarMember(
                CleanPath(path),
                Kind(raw.Type, path),
                extensions.SizeBytes ?? raw.SizeBytes,
                extensions.LinkTarget ?? raw.LinkTarget)
            {
                Mode = raw.Mode,
                UserId = extensions.UserId ?? raw.UserId,
                GroupId = extensions.GroupId ?? raw.GroupId,
                ModifiedSeconds = extensions.ModifiedSeconds ?? raw.ModifiedSeconds,
                ExtendedAttributes = extensions.Attributes,
            };
            return Open(member, raw.Type);
        }

        return null;
    }

    /// <summary>The content of the member read last, forward only; valid until the next one is read.</summary>
    /// <exception cref="InvalidOperationException">No member was read: a bug in the caller.</exception>
    public Stream OpenContent() =>
        new TarContentStream(content ?? throw new InvalidOperationException("no member was read"));

    private TarRawHeader? ReadHeader()
    {
        var found = blocks.TryRead(header);
        if (found && header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return TarRawHeader.Read(header, blocks);
        }

        ended = true;
        HasEndMark = found && blocks.TryRead(header) && !header.AsSpan().ContainsAnyExcept((byte)0);
        return null;
    }

    /// <summary>Takes a header that only describes the next one.</summary>
    private bool TakeExtension(TarRawHeader raw, TarExtensions extensions)
    {
        switch (raw.Type)
        {
            case TarHeader.PaxType:
                extensions.Read(ReadExtension(raw, "a pax header"), blocks);
                return true;
            case TarHeader.PaxGlobalType:
                ReadExtension(raw, "a pax header");
                return true;
            case TarHeader.GnuLongName:
                extensions.Path = TarRawHeader.Text(ReadExtension(raw, "a long name"));
                return true;
            case TarHeader.GnuLongLink:
                extensions.LinkTarget = TarRawHeader.Text(ReadExtension(raw, "a long link target"));
                return true;
            default:
                return false;
        }
    }

    private byte[] ReadExtension(TarRawHeader raw, string what) =>
        blocks.ReadSmall(raw.SizeBytes, MaxExtendedHeaderBytes, what);

    private TarMember Open(TarMember member, byte type)
    {
        if (type == TarHeader.GnuSparseType)
        {
            member = ReadSparse(member);
        }

        var hasContent = member.Kind == TarMemberKind.File;
        var storedBytes = member.Stretches?.Sum(stretch => stretch.LengthBytes) ?? (hasContent ? member.SizeBytes : 0);
        content = new TarContent(blocks, storedBytes, hasContent ? member.SizeBytes : 0, member.Stretches);
        return member with
        {
            SizeBytes = hasContent ? member.SizeBytes : 0,
            LinkTarget = member.Kind switch
            {
                TarMemberKind.HardLink => CleanPath(member.LinkTarget),
                TarMemberKind.Symlink => member.LinkTarget,
                _ => string.Empty,
            },
        };
    }

    private TarMember ReadSparse(TarMember member)
    {
        var stretches = new List<(long OffsetBytes, long LengthBytes)>();
        var fields = new LittleEndianReader(header);
        fields.Skip(GnuSparseMap.PairsOffset);
        var pairs = fields.ReadBytes((GnuSparseMap.PairsInHeader * GnuSparseMap.PairBytes) + 1);
        var realBytes = blocks.Number(fields.ReadBytes(12), "real size");
        var more = AddPairs(stretches, pairs, GnuSparseMap.PairsInHeader, realBytes);
        while (more)
        {
            if (!blocks.TryRead(header) || stretches.Count > MaxStretches)
            {
                throw blocks.Malformed(
                    $"the sparse list of \"{member.Path}\" has no end, or more than {MaxStretches} stretches");
            }

            more = AddPairs(stretches, header, GnuSparseMap.PairsPerBlock, realBytes);
        }

        return stretches.Sum(stretch => stretch.LengthBytes) == member.SizeBytes
            ? member with { SizeBytes = realBytes, Stretches = stretches }
            : throw blocks.Malformed(
                $"the sparse list of \"{member.Path}\" does not add up to its {member.SizeBytes} stored bytes");
    }

    private bool AddPairs(
        List<(long OffsetBytes, long LengthBytes)> stretches, ReadOnlySpan<byte> bytes, int count, long realBytes)
    {
        for (var index = 0; index < count; index++)
        {
            var pair = bytes.Slice(index * GnuSparseMap.PairBytes, GnuSparseMap.PairBytes);
            if (pair[0] == 0)
            {
                break;
            }

            var (offset, length) = (blocks.Number(pair[..12], "sparse offset"), blocks.Number(pair[12..], "sparse length"));
            var previousEnd = stretches.Count == 0 ? 0 : stretches[^1].OffsetBytes + stretches[^1].LengthBytes;
            if (offset < previousEnd || length > realBytes || offset > realBytes - length)
            {
                throw blocks.Malformed(
                    $"sparse stretch {offset}+{length} overlaps the one before or leaves the file's {realBytes} bytes");
            }

            stretches.Add((offset, length));
        }

        return bytes[count * GnuSparseMap.PairBytes] != 0;
    }

    private TarMemberKind Kind(byte type, string path) => (char)type switch
    {
        '0' or '\0' => path.EndsWith('/') ? TarMemberKind.Directory : TarMemberKind.File,
        '7' or 'S' => TarMemberKind.File,
        '1' => TarMemberKind.HardLink,
        '2' => TarMemberKind.Symlink,
        '3' or '4' or '6' => TarMemberKind.Special,
        '5' => TarMemberKind.Directory,
        _ => throw new UnsupportedException(
            "IMG3227",
            $"tar archive: member \"{path}\" has type 0x{type:X2}, which is not supported (byte {blocks.PositionBytes})."),
    };

    private string CleanPath(string path)
    {
        var parts = path.Split('/').Where(part => part is not ("" or ".")).ToList();
        return parts.Contains("..") || path.Contains('\0', StringComparison.Ordinal)
            ? throw new InvalidInputException(
                "IMG2284",
                $"tar archive: path \"{path}\" leaves the archive's root (byte {blocks.PositionBytes}). Do not use it.")
            : string.Join('/', parts);
    }
}
