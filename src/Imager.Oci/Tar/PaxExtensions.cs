using System.Buffers.Text;
using System.Text;

namespace Imager.Oci.Tar;

/// <summary>The records of pax extended headers, <c>length key=value\n</c>; the keys that matter to layers.</summary>
internal sealed class PaxExtensions
{
    private const string XattrPrefix = "SCHILY.xattr.";

    private readonly SortedDictionary<string, byte[]> _xattrs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    internal IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs => [.. _xattrs];

    internal bool IsGnuSparse => _values.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    /// <summary>A copy, onto which a member's own header is read.</summary>
    internal PaxExtensions Clone()
    {
        var copy = new PaxExtensions();
        _xattrs.ToList().ForEach(pair => copy._xattrs.Add(pair.Key, pair.Value));
        _values.ToList().ForEach(pair => copy._values.Add(pair.Key, pair.Value));
        return copy;
    }

    internal string? Text(string key, string origin) =>
        _values.TryGetValue(key, out var value) ? TarFields.Text(value, origin) : null;

    internal void SetText(string key, byte[] value) => _values[key] = value;

    /// <summary>A whole number; a fraction (of <c>mtime</c>) is cut off.</summary>
    internal long? Number(string key, string origin)
    {
        if (!_values.TryGetValue(key, out var value))
        {
            return null;
        }

        return Utf8Parser.TryParse(value, out long number, out var used) && (used == value.Length || value[used] == '.')
            ? number
            : throw TarFields.Bad("pax " + key, value, origin);
    }

    internal void Read(ReadOnlySpan<byte> records, string origin)
    {
        while (records.Length > 0)
        {
            if (!Utf8Parser.TryParse(records, out int length, out var digits)
                || length <= digits + 2 || length > records.Length || records[digits] != ' ' || records[length - 1] != '\n')
            {
                throw TarFields.Bad("pax record", records[..Math.Min(records.Length, 32)], origin);
            }

            var record = records[(digits + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw TarFields.Bad("pax record", record[..Math.Min(record.Length, 32)], origin);
            }

            Store(TarFields.Text(record[..equals], origin), record[(equals + 1)..].ToArray());
            records = records[length..];
        }
    }

    /// <summary>One record; its length counts itself.</summary>
    internal static void Append(List<byte> records, string key, ReadOnlySpan<byte> value)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        var rest = keyBytes.Length + value.Length + 3;         // space, '=' and line feed
        var length = rest + $"{rest}".Length;
        length = rest + $"{length}".Length;
        records.AddRange(Encoding.ASCII.GetBytes($"{length} "));
        records.AddRange(keyBytes);
        records.Add((byte)'=');
        records.AddRange(value);
        records.Add((byte)'\n');
    }

    internal static void AppendXattr(List<byte> records, string name, ReadOnlySpan<byte> value) =>
        Append(records, XattrPrefix + name, value);

    private void Store(string key, byte[] value)
    {
        if (key.StartsWith(XattrPrefix, StringComparison.Ordinal))
        {
            _xattrs[key[XattrPrefix.Length..]] = value;
        }
        else if (value.Length == 0)
        {
            _values.Remove(key);                               // an empty value takes a global one back
        }
        else
        {
            _values[key] = value;
        }
    }
}
