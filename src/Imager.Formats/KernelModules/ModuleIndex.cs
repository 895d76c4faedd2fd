using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Imager.Formats.KernelModules;

/// <summary>Writes the binary look-up files that modprobe reads (<c>modules.*.bin</c>), version 2.1 of their format.</summary>
/// <remarks>
/// Big-endian. Magic B007F457, version 00020001, address of the root; then a tree by the keys' bytes, children before their parent. A
/// node: the text all its keys share (NUL-terminated), first and last byte of its children with an address for each between them,
/// and the values that end there (how many; each a priority and a text), ascending by priority. The top bits of a node's address tell
/// which of the three parts are there.
/// </remarks>
internal sealed class ModuleIndex
{
    private const uint Magic = 0xB007_F457, Version = 0x0002_0001;
    private const uint HasPrefix = 0x8000_0000, HasValues = 0x4000_0000, HasChildren = 0x2000_0000;
    private const int HeaderBytes = 12;

    private readonly List<(byte[] Key, byte[] Value, uint Priority, int Order)> entries = [];

    internal void Add(string key, string value, uint priority) =>
        entries.Add((Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value), priority, entries.Count));

    internal byte[] ToBytes()
    {
        // Values of equal priority: the one added last comes first, as depmod has it.
        var sorted = entries.ToArray();
        Array.Sort(sorted, (left, right) =>
            left.Key.AsSpan().SequenceCompareTo(right.Key) is not 0 and var byKey ? byKey
            : left.Priority != right.Priority ? left.Priority.CompareTo(right.Priority)
            : right.Order.CompareTo(left.Order));
        var output = new ArrayBufferWriter<byte>();
        output.Write(new byte[HeaderBytes].AsSpan());
        var root = WriteNode(sorted, 0, output);
        var bytes = output.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), root);
        return bytes;
    }

    /// <summary>Writes the tree of entries whose keys agree in their first <paramref name="depth"/> bytes; returns its address.</summary>
    private static uint WriteNode(
        ReadOnlySpan<(byte[] Key, byte[] Value, uint Priority, int Order)> group, int depth, ArrayBufferWriter<byte> output)
    {
        var prefixEnd = group.IsEmpty ? depth : depth + group[0].Key.AsSpan(depth).CommonPrefixLength(group[^1].Key.AsSpan(depth));
        var values = 0;
        while (values < group.Length && group[values].Key.Length == prefixEnd)
        {
            values++;
        }

        var children = WriteChildren(group[values..], prefixEnd, output);
        var address = (uint)output.WrittenCount;
        if (prefixEnd > depth)
        {
            address |= HasPrefix;
            output.Write(group[0].Key.AsSpan(depth, prefixEnd - depth));
            output.Write((ReadOnlySpan<byte>)[0]);
        }

        if (children.Length > 0)
        {
            address |= HasChildren;
            output.Write((ReadOnlySpan<byte>)[group[values].Key[prefixEnd], group[^1].Key[prefixEnd]]);
            foreach (var child in children)
            {
                WriteNumber(output, child);
            }
        }

        if (values > 0)
        {
            address |= HasValues;
            WriteNumber(output, (uint)values);
            foreach (var (_, value, priority, _) in group[..values])
            {
                WriteNumber(output, priority);
                output.Write(value);
                output.Write((ReadOnlySpan<byte>)[0]);
            }
        }

        return address;
    }

    /// <summary>An address for every byte from the first child's to the last one's, 0 where there is none.</summary>
    private static uint[] WriteChildren(
        ReadOnlySpan<(byte[] Key, byte[] Value, uint Priority, int Order)> group, int depth, ArrayBufferWriter<byte> output)
    {
        if (group.IsEmpty)
        {
            return [];
        }

        var first = group[0].Key[depth];
        var children = new uint[group[^1].Key[depth] - first + 1];
        while (!group.IsEmpty)
        {
            var letter = group[0].Key[depth];
            var count = 1;
            while (count < group.Length && group[count].Key[depth] == letter)
            {
                count++;
            }

            children[letter - first] = WriteNode(group[..count], depth + 1, output);
            group = group[count..];
        }

        return children;
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }
}
