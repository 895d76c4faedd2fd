using System.Text;
using Imager.Formats.Binary;

namespace Imager.Formats.Fat;

/// <summary>Takes the bytes of one directory apart.</summary>
internal static class FatDirectoryParser
{
    private const byte Deleted = 0xE5;
    private const byte KanjiE5 = 0x05;
    private const byte LastLongEntry = 0x40;
    private const int MaxLongEntries = 20;

    /// <summary>The entries in stored order, without deleted ones, <c>.</c> and <c>..</c>; a label comes as an entry.</summary>
    internal static IEnumerable<FatEntry> Parse(byte[] directory, string parentPath)
    {
        var (pieces, expected, checksum) = (new string[MaxLongEntries], 0, (byte)0);
        var total = 0;
        for (var index = 0; index < directory.Length / FatGeometry.DirectoryEntryBytes; index++)
        {
            var entry = directory.AsSpan(index * FatGeometry.DirectoryEntryBytes, FatGeometry.DirectoryEntryBytes);
            if (entry[0] == 0)
            {
                yield break;
            }

            if (entry[0] != Deleted && (entry[11] & 0x3F) == (byte)FatAttributes.LongName)
            {
                var ordinal = entry[0] & 0x1F;
                if ((entry[0] & LastLongEntry) != 0 && ordinal is >= 1 and <= MaxLongEntries)
                {
                    (total, expected, checksum) = (ordinal, ordinal, entry[13]);
                }

                var isNext = ordinal == expected && expected > 0 && entry[13] == checksum;
                expected = isNext ? expected - 1 : -1;
                if (isNext)
                {
                    pieces[expected] = Units(entry);
                }

                continue;
            }

            var hasLong = total > 0 && expected == 0 && FatName.Checksum(entry[..FatName.ShortBytes]) == checksum;
            var longName = hasLong ? string.Concat(pieces.AsSpan(0, total)!) : null;
            (total, expected) = (0, 0);
            if (entry[0] != Deleted && ParseShort(entry, longName, parentPath) is { } found)
            {
                yield return found;
            }
        }
    }

    private static FatEntry? ParseShort(ReadOnlySpan<byte> entry, string? longName, string parentPath)
    {
        var fields = new LittleEndianReader(entry);
        var name = fields.ReadBytes(FatName.ShortBytes).ToArray();
        var attributes = (FatAttributes)fields.ReadByte();
        var caseFlags = fields.ReadByte();
        fields.Skip(7);
        var highCluster = fields.ReadUInt16();
        var (time, date, lowCluster) = (fields.ReadUInt16(), fields.ReadUInt16(), fields.ReadUInt16());
        if (name[0] == (byte)'.')
        {
            return null;
        }

        name[0] = name[0] == KanjiE5 ? Deleted : name[0];
        var isLabel = attributes.HasFlag(FatAttributes.VolumeLabel);
        var shortName = ShortText(name, 0, isLabel);
        var shown = Clean(longName ?? ShortText(name, caseFlags, isLabel));
        var firstCluster = ((uint)highCluster << 16) | lowCluster;
        var modified = new FatTime(date, time).ToUtc();
        return shown.Length == 0
            ? null
            : new(parentPath + shown, shortName, attributes, fields.ReadUInt32(), modified, firstCluster);
    }

    private static string ShortText(ReadOnlySpan<byte> name, byte caseFlags, bool isLabel)
    {
        var text = Encoding.Latin1.GetString(name);
        if (isLabel)
        {
            return text.TrimEnd(' ');
        }

        var (stem, extension) = (text[..8].TrimEnd(' '), text[8..].TrimEnd(' '));
        stem = (caseFlags & FatName.LowerBase) != 0 ? stem.ToLowerInvariant() : stem;
        extension = (caseFlags & FatName.LowerExtension) != 0 ? extension.ToLowerInvariant() : extension;
        return extension.Length > 0 ? $"{stem}.{extension}" : stem;
    }

    /// <summary>A name becomes part of a path: what would change its meaning there is replaced.</summary>
    private static string Clean(string name)
    {
        var clean = string.Concat(name.Select(c => c is '/' or '\\' || char.IsControl(c) ? '\uFFFD' : c));
        return clean.Trim('.').Length == 0 ? clean.Replace('.', '\uFFFD') : clean;
    }

    private static string Units(ReadOnlySpan<byte> entry)
    {
        var text = Encoding.Unicode.GetString([.. entry[1..11], .. entry[14..26], .. entry[28..32]]);
        var end = text.AsSpan().IndexOfAny('\0', '\uFFFF');
        return end < 0 ? text : text[..end];
    }
}
