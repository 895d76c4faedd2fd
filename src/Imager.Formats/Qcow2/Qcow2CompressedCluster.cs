using System.IO.Compression;
using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Qcow2;

/// <summary>One cluster stored as raw deflate (RFC 1951), inflated whenever it is read.</summary>
/// <remarks>The length of the compressed data is known to 512 bytes only; what follows its end is ignored.</remarks>
internal sealed class Qcow2CompressedCluster(ByteSource file, long offsetBytes, int compressedBytes, int clusterBytes) : ByteSource
{
    public override long LengthBytes => clusterBytes;

    public override void ReadExactly(long offsetInCluster, Span<byte> destination)
    {
        var compressed = new byte[compressedBytes];
        file.ReadExactly(offsetBytes, compressed);
        var cluster = new byte[clusterBytes];
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
            inflater.ReadExactly(cluster);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidInputException(
                "IMG2344", $"qcow2: the compressed cluster at byte {offsetBytes} does not hold {clusterBytes} bytes of deflate data.", error);
        }

        cluster.AsSpan((int)offsetInCluster, destination.Length).CopyTo(destination);
    }
}
