using Imager.Formats.Binary;

namespace Imager.Formats.Iso9660;

/// <summary>Distributes system use entries over a directory record and continuation areas.</summary>
internal static class SuspPacker
{
    internal const int ContinuationEntryBytes = 28;

    /// <summary>Packs <paramref name="entries"/>, in order, into a record that has <paramref name="roomBytes"/>
    /// left.</summary>
    internal static SuspArea Pack(IReadOnlyList<byte[]> entries, int roomBytes)
    {
        var fitting = CountFitting(entries, 0, roomBytes);
        return new SuspArea([.. entries.Take(fitting)], Continue(entries, fitting));
    }

    internal static void Write(IReadOnlyList<byte[]> entries, SuspContinuation? rest, Span<byte> destination)
    {
        var fields = new LittleEndianWriter(destination);
        foreach (var entry in entries)
        {
            fields.WriteBytes(entry);
        }

        if (rest is not null)
        {
            fields.WriteAscii("CE");
            fields.WriteByte(ContinuationEntryBytes, 1);
            fields.WriteBoth32((uint)(rest.OffsetBytes / IsoFormat.SectorBytes));
            fields.WriteBoth32((uint)(rest.OffsetBytes % IsoFormat.SectorBytes));
            fields.WriteBoth32((uint)rest.SizeBytes);
        }

        fields.EnsureFull();
    }

    private static SuspContinuation? Continue(IReadOnlyList<byte[]> entries, int from)
    {
        if (from == entries.Count)
        {
            return null;
        }

        // One area never crosses a sector: Linux refuses it.
        var fitting = CountFitting(entries, from, IsoFormat.SectorBytes);
        return new SuspContinuation([.. entries.Skip(from).Take(fitting)], Continue(entries, from + fitting));
    }

    private static int CountFitting(IReadOnlyList<byte[]> entries, int from, int roomBytes)
    {
        if (entries.Skip(from).Sum(entry => entry.Length) <= roomBytes)
        {
            return entries.Count - from;
        }

        var count = 0;
        var used = ContinuationEntryBytes;
        while (used + entries[from + count].Length <= roomBytes)
        {
            used += entries[from + count].Length;
            count++;
        }

        return count;
    }
}
