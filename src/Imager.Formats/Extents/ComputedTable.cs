namespace Imager.Formats.Extents;

/// <summary>A table whose entries are computed when they are read, so that a large image needs no large table in memory.</summary>
/// <remarks>
/// <c>fill</c> receives the index of the first entry and room for whole entries; it must be a pure function, callable from
/// several threads.
/// </remarks>
public sealed class ComputedTable(long entryCount, int entryBytes, ComputedTable.FillEntries fill) : ByteSource
{
    /// <summary>Writes the entries from <paramref name="firstEntry"/> on into <paramref name="entries"/>, which starts zeroed.</summary>
    public delegate void FillEntries(long firstEntry, Span<byte> entries);

    /// <inheritdoc/>
    public override long LengthBytes => entryCount * entryBytes;

    /// <inheritdoc/>
    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        var firstEntry = offsetBytes / entryBytes;
        var skip = (int)(offsetBytes % entryBytes);
        if (skip == 0 && destination.Length % entryBytes == 0)
        {
            destination.Clear();
            fill(firstEntry, destination);
            return;
        }

        var entries = new byte[(skip + destination.Length + entryBytes - 1) / entryBytes * entryBytes];
        fill(firstEntry, entries);
        entries.AsSpan(skip, destination.Length).CopyTo(destination);
    }
}
