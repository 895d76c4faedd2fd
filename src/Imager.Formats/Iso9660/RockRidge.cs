using System.Text;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Tree;

namespace Imager.Formats.Iso9660;

/// <summary>Rock Ridge entries (RRIP 1.10): the real name, mode, dates and link target of a node.</summary>
internal static class RockRidge
{
    internal const string ExtensionId = "RRIP_1991A";

    internal const int TypeMask = 0xF000;
    internal const int DirectoryType = 0x4000;
    internal const int FileType = 0x8000;
    internal const int LinkType = 0xA000;

    private const string Description =
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS";

    private const string Source =
        "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME "
        + "DESCRIPTOR FOR CONTACT INFORMATION.";

    private const int MaxEntryBytes = 255;
    private const byte MoreFollowsFlag = 1;

    /// <summary>Entries of a directory's own record (<c>.</c>) or its parent's (<c>..</c>), which carry no
    /// name.</summary>
    internal static List<byte[]> OfDirectoryItself(TreeDirectory directory, SourceDateEpoch epoch, bool isVolumeRoot)
    {
        List<byte[]> entries = isVolumeRoot ? [Entry("SP", 0xBE, 0xEF, 0)] : [];
        entries.Add(PosixAttributes(directory));
        entries.Add(TimeStamps(epoch));
        if (isVolumeRoot)
        {
            entries.Add(ExtensionReference());
        }

        return entries;
    }

    /// <summary>Entries of the record by which a directory lists <paramref name="node"/>.</summary>
    internal static List<byte[]> OfChild(TreeNode node, SourceDateEpoch epoch)
    {
        List<byte[]> entries = [PosixAttributes(node), TimeStamps(epoch)];
        AddName(entries, Encoding.UTF8.GetBytes(node.Name));
        if (node is TreeSymlink link)
        {
            AddLinkTarget(entries, link.Target);
        }

        if (node is TreeSpecial special && special.Kind.IsDevice())
        {
            entries.Add(DeviceNumber(special));
        }

        return entries;
    }

    private static byte[] Entry(string signature, params ReadOnlySpan<byte> data)
    {
        var bytes = new byte[4 + data.Length];
        var fields = new LittleEndianWriter(bytes);
        fields.WriteAscii(signature);
        fields.WriteByte((byte)bytes.Length, 1);
        data.CopyTo(fields.Reserve(data.Length));
        fields.EnsureFull();
        return bytes;
    }

    private static byte[] PosixAttributes(TreeNode node)
    {
        var (type, links) = node switch
        {
            TreeDirectory directory => (DirectoryType, 2 + directory.Children.Count(child => child is TreeDirectory)),
            TreeSymlink => (LinkType, 1),
            TreeSpecial special => (special.Kind.TypeBits(), 1),
            _ => (FileType, 1),
        };
        Span<byte> data = stackalloc byte[32];
        var fields = new LittleEndianWriter(data);
        fields.WriteBoth32((uint)(type | node.Mode));
        fields.WriteBoth32((uint)links);
        fields.WriteBoth32(0);                                 // user
        fields.WriteBoth32(0);                                 // group
        fields.EnsureFull();
        return Entry("PX", data);
    }

    /// <summary>PN (RRIP 4.1.2), as Linux reads it: numbers of 8 and 8 bits in the low word alone, others in both.</summary>
    private static byte[] DeviceNumber(TreeSpecial special)
    {
        var (major, minor) = ((uint)special.Major, (uint)special.Minor);
        var isSmall = major is > 0 and <= byte.MaxValue && minor <= byte.MaxValue;
        Span<byte> data = stackalloc byte[16];
        var fields = new LittleEndianWriter(data);
        fields.WriteBoth32(isSmall ? 0 : major);
        fields.WriteBoth32(isSmall ? (major << 8) | minor : minor);
        fields.EnsureFull();
        return Entry("PN", data);
    }

    private static byte[] TimeStamps(SourceDateEpoch epoch)
    {
        const byte modifyAccessAttributes = 0x0E;
        Span<byte> data = stackalloc byte[22];
        var fields = new LittleEndianWriter(data);
        fields.WriteByte(modifyAccessAttributes);
        fields.WriteShortDate(epoch);
        fields.WriteShortDate(epoch);
        fields.WriteShortDate(epoch);
        fields.EnsureFull();
        return Entry("TF", data);
    }

    private static byte[] ExtensionReference()
    {
        var data = new byte[4 + ExtensionId.Length + Description.Length + Source.Length];
        var fields = new LittleEndianWriter(data);
        fields.WriteByte((byte)ExtensionId.Length, (byte)Description.Length, (byte)Source.Length, 1);
        fields.WriteAscii(ExtensionId + Description + Source);
        fields.EnsureFull();
        return Entry("ER", data);
    }

    private static void AddName(List<byte[]> entries, byte[] name)
    {
        const int maxPart = MaxEntryBytes - 5;
        for (var from = 0; from < name.Length; from += maxPart)
        {
            var count = Math.Min(maxPart, name.Length - from);
            var flags = from + count < name.Length ? MoreFollowsFlag : (byte)0;
            entries.Add(Entry("NM", [flags, .. name.AsSpan(from, count)]));
        }
    }

    /// <summary>SL entries (RRIP 4.1.3): a list of components, each with a flag byte and a length.</summary>
    private static void AddLinkTarget(List<byte[]> entries, string target)
    {
        const int maxData = MaxEntryBytes - 5;
        var data = new List<byte>();
        foreach (var (flags, name) in Components(target))
        {
            var from = 0;
            do
            {
                if (maxData - data.Count < 3)
                {
                    entries.Add(Entry("SL", [MoreFollowsFlag, .. data]));
                    data.Clear();
                }

                var count = Math.Min(name.Length - from, maxData - data.Count - 2);
                var continues = from + count < name.Length ? MoreFollowsFlag : (byte)0;
                data.AddRange([(byte)(flags | continues), (byte)count, .. name.AsSpan(from, count)]);
                from += count;
            }
            while (from < name.Length);
        }

        entries.Add(Entry("SL", [0, .. data]));
    }

    private static IEnumerable<(byte Flags, byte[] Name)> Components(string target)
    {
        const byte current = 2, parent = 4, root = 8;
        if (target.StartsWith('/'))
        {
            yield return (root, []);
        }

        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return part switch
            {
                "." => (current, []),
                ".." => (parent, []),
                _ => ((byte)0, Encoding.UTF8.GetBytes(part)),
            };
        }
    }
}
