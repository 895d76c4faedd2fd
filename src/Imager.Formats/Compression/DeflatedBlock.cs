using System.IO.Compression;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>A block of a disk format stored as deflate (RFC 1951) or zlib (RFC 1950) data, inflated whenever it is read.</summary>
/// <remarks>
/// Formats know the length of the compressed data roughly, to a sector; what follows its end is ignored. The block may hold
/// more than the <c>plainBytes</c> that are wanted, never fewer.
/// </remarks>
internal sealed class DeflatedBlock(ByteSource file, long offsetBytes, int compressedBytes, int plainBytes, bool hasZlibHeader)
    : ByteSource
{
    public override long LengthBytes => plainBytes;

    public override void ReadExactly(long offsetInBlock, Span<byte> destination)
    {
        var compressed = new byte[compressedBytes];
        file.ReadExactly(offsetBytes, compressed);
        var plain = new byte[plainBytes];
        try
        {
            using var input = new MemoryStream(compressed);
            using Stream inflater = hasZlibHeader
                ? new ZLibStream(input, CompressionMode.Decompress)
                : new DeflateStream(input, CompressionMode.Decompress);
            inflater.ReadExactly(plain);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidInputException(
                "IMG2344", $"the compressed block at byte {offsetBytes} of the image does not hold {plainBytes} bytes of deflate data.", error);
        }

        plain.AsSpan((int)offsetInBlock, destination.Length).CopyTo(destination);
    }
}
