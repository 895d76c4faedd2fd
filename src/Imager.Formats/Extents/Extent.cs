namespace Imager.Formats.Extents;

/// <summary>A run of bytes placed at an address of its map.</summary>
/// <remarks>
/// <c>OffsetBytes</c>: address in the map. <c>LengthBytes</c>: how many bytes. <c>Source</c>: where they come from.
/// <c>SourceOffsetBytes</c>: the first of them there.
/// </remarks>
public sealed record Extent(long OffsetBytes, long LengthBytes, ByteSource Source, long SourceOffsetBytes = 0)
{
    /// <summary>The first address behind this extent.</summary>
    public long EndBytes => OffsetBytes + LengthBytes;
}
