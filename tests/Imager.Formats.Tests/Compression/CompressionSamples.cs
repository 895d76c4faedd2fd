using System.Security.Cryptography;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Tests.Compression;

internal static class CompressionSamples
{
    private const int MiB = 1 << 20;

    /// <summary>Text-like, random and zero payload, a header at both ends, small and large holes, an odd length.</summary>
    internal static ExtentMap Image()
    {
        var image = new ExtentMapBuilder();
        image.Add(0, Pattern(512));
        image.Add(1 * MiB, Pattern(3 * MiB));
        image.Add(5 * MiB, Random(2 * MiB + 77));
        image.Add(40 * MiB, new byte[2 * MiB]);
        image.Add(60 * MiB, Pattern(100));
        image.Add((100 * MiB) - 100, Pattern(513));
        return image.Build((100 * MiB) + 413);
    }

    internal static byte[] Pattern(int length) => Enumerable.Range(0, length).Select(n => (byte)((n * n >> 7) % 61)).ToArray();

    /// <summary>The same incompressible bytes every time: an AES key stream.</summary>
    internal static byte[] Random(int length, byte seed = 1)
    {
        using var aes = Aes.Create();
        aes.Key = [seed, .. new byte[15]];
        return aes.EncryptCbc(new byte[length], new byte[16])[..length];
    }

    internal static byte[] Compress(
        ExtentMap image, CompressionFormat format, int threads = 2, int? level = null, int window = 27)
    {
        using var output = new MemoryStream();
        var options = new CompressionOptions { Format = format, Threads = threads, Level = level, LongWindowLog = window };
        CompressedImageWriter.Write(image, output, options, CancellationToken.None);
        return output.ToArray();
    }

    internal static byte[] Decompress(byte[] compressed)
    {
        using var content = new MemoryStream();
        using var stream = DecompressionStream.Open(new MemoryStream(compressed));
        stream.CopyTo(content);
        return content.ToArray();
    }

    internal static byte[] Bytes(ExtentMap image)
    {
        var bytes = new byte[image.LengthBytes];
        image.ReadExactly(0, bytes);
        return bytes;
    }
}
