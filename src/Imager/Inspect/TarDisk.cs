using Imager.Core;
using Imager.Formats.Extents;
using Imager.Formats.Tar;

namespace Imager.Inspect;

/// <summary>A tar archive with a disk in it, as Google Cloud takes them: the member <c>disk.raw</c>, often sparse.</summary>
internal static class TarDisk
{
    private const int MaxMembers = 100_000;
    private const int BlockBytes = 512;

    internal static bool IsTar(ByteSource source)
    {
        var block = source.ReadAtMost(0, BlockBytes);
        return block.Length == BlockBytes && block.AsSpan(257).StartsWith("ustar"u8);
    }

    /// <summary>The archive and its first member named <c>*.raw</c>; null when it is no tar or has none.</summary>
    internal static (ImageLayer Layer, ExtentMap Inner)? TryOpen(ByteSource source)
    {
        if (!IsTar(source))
        {
            return null;
        }

        var members = ReadMembers(source);
        return members.FirstOrDefault(member => member.Name.EndsWith(".raw", StringComparison.Ordinal)) is { Content: { } open }
            ? (new(InspectKind.Tar, source.LengthBytes, [], members), MapOf(open()))
            : null;
    }

    /// <summary>Every member; the files' contents point into the archive.</summary>
    internal static List<InspectNode> ReadMembers(ByteSource source)
    {
        var members = new List<InspectNode>();
        var stream = new ByteSourceStream(source);
        var reader = new TarReader(stream);
        while (reader.ReadNext() is { } member)
        {
            if (members.Count == MaxMembers)
            {
                throw new UnsupportedException("IMG3402", $"the tar archive has more than {MaxMembers} members; the reader stops here.");
            }

            members.Add(Describe(source, stream.Position, member));
        }

        return members;
    }

    private static InspectNode Describe(ByteSource source, long contentOffset, TarMember member)
    {
        var node = new InspectNode(InspectKind.Member, member.Path);
        return member.Kind switch
        {
            TarMemberKind.File when Map(source, contentOffset, member) is var map =>
                node with { SizeBytes = member.SizeBytes, Content = map.AsSource },
            TarMemberKind.Symlink or TarMemberKind.HardLink => node with { LinkTarget = PlainText.OfName(member.LinkTarget) },
            _ => node,
        };
    }

    /// <summary>Stored stretches follow the headers one after the other, each filled up to whole blocks.</summary>
    private static ExtentMap Map(ByteSource source, long contentOffset, TarMember member)
    {
        var map = new ExtentMapBuilder();
        var stored = contentOffset;
        foreach (var (offset, length) in member.Stretches ?? [(0, member.SizeBytes)])
        {
            if (length > source.LengthBytes - stored)
            {
                throw new InvalidInputException(
                    "IMG2801",
                    $"tar archive: \"{PlainText.OfName(member.Path)}\" ends behind the archive's {source.LengthBytes} bytes. Get the file again.");
            }

            map.Add(offset, source, stored, length);
            stored += (length + BlockBytes - 1) / BlockBytes * BlockBytes;
        }

        return map.Build(member.SizeBytes);
    }

    private static ExtentMap MapOf(ByteSource source) => source is ExtentMapSource map ? map.Map : ExtentMap.FromSource(source);
}
