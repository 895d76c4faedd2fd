using System.Buffers.Binary;
using System.Text;
using Imager.Formats.Binary;
using Imager.Formats.Tree;

namespace Imager.Formats.Fat;

/// <summary>One entry of a directory under construction; clusters become known when the volume is laid out.</summary>
internal sealed class FatSlot(TreeNode node, FatName name)
{
    internal TreeNode Node { get; } = node;

    internal FatName Name { get; } = name;

    /// <summary>The first cluster; 0 for an empty file and until it is known.</summary>
    internal uint FirstCluster { get; set; }
}

/// <summary>A directory under construction and the bytes it becomes.</summary>
/// <remarks>FAT specification 1.03, sections 6 and 7: 32-byte entries, long names before their short entry.</remarks>
internal sealed class FatDirectory(FatSlot self, FatDirectory? parent, IReadOnlyList<FatSlot> slots)
{
    /// <summary>The limit of the specification: 2^16 entries of 32 bytes.</summary>
    internal const int MaxEntries = 65536;

    private const byte LastLongEntry = 0x40;

    internal FatSlot Self { get; } = self;

    internal IReadOnlyList<FatSlot> Slots { get; } = slots;

    internal bool IsRoot => parent is null;

    /// <summary>32-byte entries needed, <c>.</c> and <c>..</c> or the volume label included.</summary>
    internal int EntryCount(string label) =>
        (IsRoot ? (label.Length > 0 ? 1 : 0) : 2) + Slots.Sum(slot => slot.Name.EntryCount);

    /// <summary>The used part of the directory; what follows in its clusters is zero and ends the listing.</summary>
    internal byte[] ToBytes(string label, FatTime time)
    {
        var bytes = new byte[EntryCount(label) * FatGeometry.DirectoryEntryBytes];
        var entries = new LittleEndianWriter(bytes);
        if (!IsRoot)
        {
            // The parent of a first-level directory is cluster 0, also where the root has a cluster of its own.
            var parentCluster = parent!.IsRoot ? 0 : parent.Self.FirstCluster;
            WriteShort(ref entries, new(".          "u8, FatAttributes.Directory, 0, Self.FirstCluster, 0), time);
            WriteShort(ref entries, new("..         "u8, FatAttributes.Directory, 0, parentCluster, 0), time);
        }
        else if (label.Length > 0)
        {
            var name = Encoding.ASCII.GetBytes(label.PadRight(FatName.ShortBytes));
            WriteShort(ref entries, new(name, FatAttributes.VolumeLabel, 0, 0, 0), time);
        }

        foreach (var slot in Slots)
        {
            WriteLong(ref entries, slot.Name);
            var attributes = slot.Node is TreeFile file
                ? FatAttributes.Archive | (file.ReadOnly ? FatAttributes.ReadOnly : 0)
                : FatAttributes.Directory;
            var sizeBytes = slot.Node is TreeFile { Content.LengthBytes: var length } ? checked((uint)length) : 0;
            WriteShort(ref entries, new(slot.Name.Short, attributes, slot.Name.CaseFlags, slot.FirstCluster, sizeBytes), time);
        }

        entries.EnsureFull();
        return bytes;
    }

    private static void WriteShort(ref LittleEndianWriter entries, ShortEntry entry, FatTime time)
    {
        entries.WriteBytes(entry.Name);
        entries.WriteByte((byte)entry.Attributes, entry.CaseFlags, 0);          // 0: tenths of the creation second
        entries.WriteUInt16(time.Time, time.Date, time.Date, (ushort)(entry.FirstCluster >> 16));
        entries.WriteUInt16(time.Time, time.Date, (ushort)entry.FirstCluster);
        entries.WriteUInt32(entry.SizeBytes);
    }

    private static void WriteLong(ref LittleEndianWriter entries, FatName name)
    {
        var checksum = FatName.Checksum(name.Short);
        Span<char> units = stackalloc char[FatName.UnitsPerLongEntry];
        for (var ordinal = name.EntryCount - 1; ordinal >= 1; ordinal--)
        {
            var part = name.Long.AsSpan((ordinal - 1) * FatName.UnitsPerLongEntry);
            part = part[..Math.Min(part.Length, FatName.UnitsPerLongEntry)];
            units.Fill('\uFFFF');
            part.CopyTo(units);
            if (part.Length < units.Length)
            {
                units[part.Length] = '\0';
            }

            var isLast = ordinal == name.EntryCount - 1;
            entries.WriteByte((byte)(ordinal | (isLast ? LastLongEntry : 0)));
            WriteUnits(entries.Reserve(10), units[..5]);
            entries.WriteByte((byte)FatAttributes.LongName, 0, checksum);
            WriteUnits(entries.Reserve(12), units[5..11]);
            entries.WriteUInt16(0);
            WriteUnits(entries.Reserve(4), units[11..]);
        }
    }

    private static void WriteUnits(Span<byte> field, ReadOnlySpan<char> units)
    {
        for (var index = 0; index < units.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(field[(index * sizeof(char))..], units[index]);
        }
    }

    /// <summary>The 32-byte entry of a file or directory, without its times.</summary>
    private readonly ref struct ShortEntry(
        ReadOnlySpan<byte> name, FatAttributes attributes, byte caseFlags, uint firstCluster, uint sizeBytes)
    {
        internal ReadOnlySpan<byte> Name { get; } = name;

        internal FatAttributes Attributes { get; } = attributes;

        internal byte CaseFlags { get; } = caseFlags;

        internal uint FirstCluster { get; } = firstCluster;

        internal uint SizeBytes { get; } = sizeBytes;
    }
}
