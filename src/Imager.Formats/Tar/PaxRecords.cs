using System.Globalization;
using System.Text;

namespace Imager.Formats.Tar;

/// <summary>The records of a pax extended header: <c>length key=value\n</c>, the length counting itself.</summary>
internal static class PaxRecords
{
    internal const string AttributePrefix = "SCHILY.xattr.";

    internal static void Append(List<byte> records, string key, ReadOnlySpan<byte> value)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        var rest = keyBytes.Length + value.Length + 3;         // space, '=' and line feed
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        records.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture) + " "));
        records.AddRange(keyBytes);
        records.Add((byte)'=');
        records.AddRange(value);
        records.Add((byte)'\n');
    }

    internal static void Append(List<byte> records, string key, string value) =>
        Append(records, key, Encoding.UTF8.GetBytes(value));

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
