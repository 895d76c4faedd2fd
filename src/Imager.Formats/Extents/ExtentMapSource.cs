namespace Imager.Formats.Extents;

/// <summary>Another map seen as bytes: how a UKI sits in a FAT, and the FAT in a disk, without a copy.</summary>
public sealed class ExtentMapSource(ExtentMap map) : ByteSource
{
    /// <summary>The map behind this source.</summary>
    public ExtentMap Map { get; } = map;

    /// <inheritdoc/>
    public override long LengthBytes => Map.LengthBytes;

    /// <inheritdoc/>
    public override void ReadExactly(long offsetBytes, Span<byte> destination) => Map.ReadExactly(offsetBytes, destination);
}
