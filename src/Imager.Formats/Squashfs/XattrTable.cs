using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Binary;

namespace Imager.Formats.Squashfs;

/// <summary>The attributes of all inodes; equal ones are stored once.</summary>
/// <remarks>Linux fs/squashfs/xattr_id.c: key and value pairs as metadata; a second table of (reference, pairs, bytes); a header that
/// tells where both are.</remarks>
internal sealed class XattrTable(Func<MetadataWriter> createTable)
{
    internal const uint None = uint.MaxValue;
    internal const ushort User = 0, Trusted = 1, Security = 2, TypeMask = 0xFF, OutOfLine = 0x100;
    internal const int IdBytes = 16, HeaderBytes = 16;

    private readonly Dictionary<string, uint> numbers = new(StringComparer.Ordinal);
    private readonly List<string> labels = [];

    internal bool IsEmpty => labels.Count == 0;

    /// <summary>The number of the set with just this SELinux label.</summary>
    internal uint NumberOf(string? label)
    {
        if (label is null)
        {
            return None;
        }

        if (!numbers.TryGetValue(label, out var number))
        {
            numbers.Add(label, number = (uint)labels.Count);
            labels.Add(label);
        }

        return number;
    }

    /// <summary>Writes the tables; returns the header's address.</summary>
    internal long Write(TableOutput output)
    {
        var (pairs, ids) = (createTable(), createTable());
        var id = new byte[IdBytes];
        foreach (var label in labels)
        {
            var (reference, pair) = (pairs.Reference, Pair(label));
            pairs.Write(pair);
            var fields = new LittleEndianWriter(id);
            fields.WriteUInt64(reference);
            fields.WriteUInt32(1, (uint)pair.Length);
            fields.EnsureFull();
            ids.Write(id);
        }

        var pairsStart = output.Write(pairs.End().Bytes);
        var (bytes, blocks) = ids.End();
        var idsStart = output.Write(bytes);
        var header = new byte[HeaderBytes + (blocks.Count * sizeof(ulong))];
        var headerFields = new LittleEndianWriter(header);
        headerFields.WriteUInt64((ulong)pairsStart);
        headerFields.WriteUInt32((uint)labels.Count, 0);
        foreach (var block in blocks)
        {
            headerFields.WriteUInt64((ulong)(idsStart + block));
        }

        headerFields.EnsureFull();
        return output.Write(header);
    }

    private static byte[] Pair(string label)
    {
        var value = Encoding.UTF8.GetBytes(label);
        var name = "selinux"u8;
        var bytes = new byte[4 + name.Length + sizeof(uint) + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Security);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)name.Length);
        name.CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 + name.Length), (uint)value.Length);
        value.CopyTo(bytes.AsSpan(8 + name.Length));
        return bytes;
    }
}
