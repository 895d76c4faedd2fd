using System.Globalization;
using System.Text;

namespace Imager.Formats.Tar;

/// <summary>What extended headers say about the member behind them; null where they are silent.</summary>
internal sealed class TarExtensions
{
    internal string? Path { get; set; }

    internal string? LinkTarget { get; set; }

    internal long? SizeBytes { get; private set; }

    internal long? UserId { get; private set; }

    internal long? GroupId { get; private set; }

    internal long? ModifiedSeconds { get; private set; }

    internal Dictionary<string, ReadOnlyMemory<byte>> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the records of a pax header in.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">A record is malformed, or describes a sparse file in pax
    /// form.</exception>
    internal void Read(ReadOnlySpan<byte> records, TarBlocks blocks)
    {
        while (records.Length > 0)
        {
            var space = records[..Math.Min(records.Length, 12)].IndexOf((byte)' ');
            if (space < 1
                || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length < space + 3 || length > records.Length || records[length - 1] != '\n')
            {
                throw blocks.Malformed("a pax record has a wrong length");
            }

            var record = records[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw blocks.Malformed("a pax record has no '='");
            }

            Set(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..], blocks);
            records = records[length..];
        }
    }

    private void Set(string key, ReadOnlySpan<byte> value, TarBlocks blocks)
    {
        switch (key)
        {
            case "path":
                Path = Encoding.UTF8.GetString(value);
                break;
            case "linkpath":
                LinkTarget = Encoding.UTF8.GetString(value);
                break;
            case "size":
                SizeBytes = Whole(key, value, blocks);
                break;
            case "uid":
                UserId = Whole(key, value, blocks);
                break;
            case "gid":
                GroupId = Whole(key, value, blocks);
                break;
            case "mtime":
                var point = value.IndexOf((byte)'.');
                ModifiedSeconds = Whole(key, point < 0 ? value : value[..point], blocks);
                break;
            case not null when key.StartsWith(PaxRecords.AttributePrefix, StringComparison.Ordinal):
                Attributes[key[PaxRecords.AttributePrefix.Length..]] = value.ToArray();
                break;
            case not null when key.StartsWith("GNU.sparse.", StringComparison.Ordinal):
                throw new Imager.Core.UnsupportedException(
                    "IMG3226", "tar archive: a sparse file in pax form is not supported. Write it with --format=gnu.");
            default:
                break;                                         // times, comments, character sets: not ours
        }
    }

    private static long Whole(string key, ReadOnlySpan<byte> value, TarBlocks blocks) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw blocks.Malformed($"pax {key} \"{Encoding.UTF8.GetString(value)}\" is no whole number");
}
