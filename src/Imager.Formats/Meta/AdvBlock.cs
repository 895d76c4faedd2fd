using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Meta;

/// <summary>One copy of the Talos ADV ("auxiliary data vector").</summary>
/// <remarks>
/// 262144 bytes, big-endian: magic 5A4B3C2D; entries of tag (u32), length (u32) and value without padding, ended by tag 0;
/// at the end SHA-256 of the block with these 32 bytes zero, and magic A5B4C3D2.
/// </remarks>
internal static class AdvBlock
{
    internal const int SizeBytes = 256 * 1024;
    internal const int EntryHeaderBytes = 8;

    /// <summary>Room for entries: the block less both magics and the hash, less an entry of zeroes that ends the list.</summary>
    internal const int CapacityBytes = SizeBytes - HeadBytes - TailBytes - EntryHeaderBytes;

    private const int HeadBytes = 4;
    private const int HashBytes = 32;
    private const int TailBytes = HashBytes + 4;
    private const uint FirstMagic = 0x5A4B_3C2D;
    private const uint LastMagic = 0xA5B4_C3D2;

    /// <summary>Ascending by tag, one entry per tag: the last of equal tags wins.</summary>
    /// <exception cref="InvalidInputException">A tag is 0 or the values exceed the capacity.</exception>
    internal static IReadOnlyList<AdvEntry> Normalise(IEnumerable<AdvEntry> entries)
    {
        var byTag = new SortedDictionary<uint, AdvEntry>();
        foreach (var entry in entries)
        {
            byTag[entry.Tag] = entry.Tag != 0
                ? entry
                : throw new InvalidInputException("IMG2230", "META: key 0 ends the list of values; use a key from 1 to 255.");
        }

        var valueBytes = byTag.Values.Sum(entry => (long)entry.Value.Length);
        var usedBytes = valueBytes + (EntryHeaderBytes * byTag.Count);
        return usedBytes <= CapacityBytes
            ? [.. byTag.Values]
            : throw new InvalidInputException(
                "IMG2231",
                $"META: {byTag.Count} values of {valueBytes} bytes and {EntryHeaderBytes} bytes for each key are {usedBytes}; "
                + $"{CapacityBytes} fit, {usedBytes - CapacityBytes} too many. The largest is key 0x{Largest(byTag):x}. "
                + "Shorten the values.");
    }

    /// <summary>The whole block; the entries must be normalised.</summary>
    internal static byte[] Encode(IReadOnlyList<AdvEntry> entries)
    {
        var block = new byte[SizeBytes];
        var fields = new BigEndianWriter(block);
        fields.WriteUInt32(FirstMagic);
        foreach (var entry in entries)
        {
            fields.WriteUInt32(entry.Tag, (uint)entry.Value.Length);
            fields.WriteBytes(entry.Value.Span);
        }

        fields.WriteZero(SizeBytes - TailBytes - fields.PositionBytes);
        var hash = fields.Reserve(HashBytes);
        fields.WriteUInt32(LastMagic);
        fields.EnsureFull();
        SHA256.HashData(block, hash);
        return block;
    }

    /// <summary>Adds a block to a map: its head up to the last entry and its tail, what lies between stays a hole.</summary>
    internal static void AddTo(ExtentMapBuilder builder, long offsetBytes, byte[] block, IReadOnlyList<AdvEntry> entries)
    {
        var headBytes = HeadBytes + entries.Sum(entry => EntryHeaderBytes + entry.Value.Length);
        builder.Add(offsetBytes, block.AsMemory(0, headBytes));
        builder.Add(offsetBytes + SizeBytes - TailBytes, block.AsMemory(SizeBytes - TailBytes));
    }

    /// <summary>The entries of a block, or one sentence about what is wrong with it.</summary>
    internal static (IReadOnlyList<AdvEntry>? Entries, string? Problem) Decode(byte[] block)
    {
        var head = new BigEndianReader(block);
        var tail = new BigEndianReader(block.AsSpan(SizeBytes - TailBytes));
        var (firstMagic, stored, lastMagic) = (head.ReadUInt32(), tail.ReadBytes(HashBytes).ToArray(), tail.ReadUInt32());
        if (firstMagic != FirstMagic || lastMagic != LastMagic)
        {
            return (null, $"magics are {firstMagic:X8} and {lastMagic:X8}, not {FirstMagic:X8} and {LastMagic:X8}");
        }

        var copy = (byte[])block.Clone();
        copy.AsSpan(SizeBytes - TailBytes, HashBytes).Clear();
        return SHA256.HashData(copy).AsSpan().SequenceEqual(stored)
            ? DecodeEntries(block.AsMemory(HeadBytes, SizeBytes - HeadBytes - TailBytes))
            : (null, "its bytes do not match its SHA-256");
    }

    private static (IReadOnlyList<AdvEntry>? Entries, string? Problem) DecodeEntries(ReadOnlyMemory<byte> area)
    {
        var found = new SortedDictionary<uint, AdvEntry>();
        for (var position = 0; area.Length - position >= EntryHeaderBytes;)
        {
            var fields = new BigEndianReader(area.Span[position..]);
            var (tag, lengthBytes) = (fields.ReadUInt32(), fields.ReadUInt32());
            if (tag == 0)
            {
                break;
            }

            if (lengthBytes > fields.RemainingBytes)
            {
                return (null, $"key 0x{tag:x} claims {lengthBytes} bytes; {fields.RemainingBytes} are left");
            }

            position += EntryHeaderBytes;
            found[tag] = new(tag, area.Slice(position, (int)lengthBytes));
            position += (int)lengthBytes;
        }

        return ([.. found.Values], null);
    }

    private static uint Largest(SortedDictionary<uint, AdvEntry> entries) =>
        entries.Values.MaxBy(entry => entry.Value.Length)!.Tag;
}
