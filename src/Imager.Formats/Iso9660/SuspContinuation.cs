namespace Imager.Formats.Iso9660;

/// <summary>System use entries that did not fit into a directory record; a CE entry points here (SUSP 1.12,
/// 5.1).</summary>
internal sealed class SuspContinuation(IReadOnlyList<byte[]> entries, SuspContinuation? next)
{
    internal SuspContinuation? Next { get; } = next;

    internal int SizeBytes { get; } =
        entries.Sum(entry => entry.Length) + (next is null ? 0 : SuspPacker.ContinuationEntryBytes);

    /// <summary>Address in the image; known once the directories have theirs.</summary>
    internal long OffsetBytes { get; set; }

    internal void WriteTo(Span<byte> destination) => SuspPacker.Write(entries, Next, destination);
}
