using Imager.Formats.Extents;

namespace Imager.Extensions;

/// <summary>A range of another source.</summary>
internal sealed class FileSliceSource(ByteSource whole, long startBytes, long lengthBytes) : ByteSource
{
    public override long LengthBytes => lengthBytes;

    public override void ReadExactly(long offsetBytes, Span<byte> destination) => whole.ReadExactly(startBytes + offsetBytes, destination);
}
