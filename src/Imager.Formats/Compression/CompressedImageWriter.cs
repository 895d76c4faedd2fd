using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>Compresses an image; holes become precomputed pieces, so the cost is the payload's, not the
/// disk's.</summary>
/// <remarks>
/// zst: a frame per stretch of payload, found repetitions reach back 128 MiB; a frame of run-length blocks per large
/// hole; every frame states its content size. xz: one stream with an index, blocks of fixed size. gz: one member,
/// restarted at fixed points. Equal images give equal bytes whatever the number of threads, with the same codec
/// library.
/// </remarks>
public static class CompressedImageWriter
{
    /// <summary>Writes the whole image to <paramref name="output"/>, forward only; the stream stays open.</summary>
    /// <exception cref="InvalidInputException">An option is outside its range.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was written is incomplete.</exception>
    public static void Write(
        ExtentMap image, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        options.Verify();
        switch (options.Format)
        {
            case CompressionFormat.Zstandard:
                ZstdImageWriter.Write(image, output, options, cancellationToken);
                break;
            case CompressionFormat.Xz:
                XzImageWriter.Write(image, output, options, cancellationToken);
                break;
            case CompressionFormat.Gzip:
                GzipImageWriter.Write(image, output, options, cancellationToken);
                break;
            default:
                throw new InvalidInputException("IMG2271", $"unknown compression format {options.Format}.");
        }
    }
}
