using System.Buffers.Binary;
using Imager.Formats.Extents;
using Imager.Formats.Meta;
using Imager.Profiles.Meta;

namespace Imager.Inspect;

/// <summary>Describes the META partition or a dump of it.</summary>
internal static class MetaNodes
{
    private const uint Magic = 0x5A4B_3C2D;
    private const int CopyBytes = 256 << 10;
    private const int LegacyBytes = 1024;
    private const int ShownBytes = 32;

    /// <summary>Whether it is large enough for both copies.</summary>
    internal static bool MayBeMeta(ByteSource source) => source.LengthBytes >= (2 * CopyBytes) + LegacyBytes;

    /// <summary>Whether one of the copies starts as one should.</summary>
    internal static bool IsMeta(ByteSource source) => MayBeMeta(source) && (HasMagic(source, 0) || HasMagic(source, CopyBytes));

    internal static InspectNode Describe(ByteSource source, InspectSession session)
    {
        var adv = AdvPartition.Read(source);
        session.Count(adv.Entries.Count + adv.LegacyEntries.Count);
        var values = adv.Entries.Select(entry => Value($"0x{entry.Tag:x}", NameOf(entry.Tag), entry.Value));
        var legacy = adv.LegacyEntries.Select(entry => Value($"legacy-0x{entry.Tag:x}", null, entry.Value));
        return new(InspectKind.Meta)
        {
            SizeBytes = source.LengthBytes,
            Children = [.. values, .. legacy],
            Problems = adv.Problems,
        };
    }

    private static bool HasMagic(ByteSource source, long offset) =>
        source.ReadAtMost(offset, 4) is { Length: 4 } bytes && BinaryPrimitives.ReadUInt32BigEndian(bytes) == Magic;

    private static string? NameOf(uint tag) => MetaKey.WellKnown.FirstOrDefault(known => known.Number == tag)?.Name;

    private static InspectNode Value(string name, string? meaning, ReadOnlyMemory<byte> value)
    {
        var text = PlainText.TryRead(value.Span);
        var shown = text is not null ? InspectFact.Of("text", text) : InspectFact.Of("hex", Hex(value.Span));
        return new(InspectKind.Value, name)
        {
            SizeBytes = value.Length,
            Facts = [.. InspectFact.Texts(("key", meaning)), shown],
            Content = () => new MemorySource(value),
        };
    }

    private static string Hex(ReadOnlySpan<byte> value) => value.Length <= ShownBytes
        ? Convert.ToHexStringLower(value)
        : Convert.ToHexStringLower(value[..ShownBytes]) + "...";
}
