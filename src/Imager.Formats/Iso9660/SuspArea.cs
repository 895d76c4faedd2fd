namespace Imager.Formats.Iso9660;

/// <summary>The system use area of one directory record: what fits, and where the rest is.</summary>
internal sealed class SuspArea(IReadOnlyList<byte[]> entries, SuspContinuation? rest)
{
    internal static SuspArea Empty { get; } = new([], null);

    internal SuspContinuation? Rest { get; } = rest;

    internal int SizeBytes { get; } =
        entries.Sum(entry => entry.Length) + (rest is null ? 0 : SuspPacker.ContinuationEntryBytes);

    internal void WriteTo(Span<byte> destination) => SuspPacker.Write(entries, Rest, destination);
}
