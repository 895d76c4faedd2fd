using Imager.Core;
using Imager.Formats.Binary;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Cpio;

/// <summary>Compresses a cpio archive so that the kernel's unpacker takes it, as a segment of an initramfs.</summary>
/// <remarks>
/// One zst frame, one xz stream with CRC32 (the kernel refuses xz's usual CRC64) or one gz member, padded with zeros
/// to a multiple of 4. Equal archives give equal bytes whatever the number of threads.
/// </remarks>
public static class InitramfsSegment
{
    private const int ReadBytes = 1 << 20;

    /// <summary>About what the usual levels look back by themselves.</summary>
    private const int LevelWindowBytes = 1 << 21;

    /// <summary>32 MiB: the kernel takes 27, too, but has to find that much memory while it boots.</summary>
    private const int MaxWindowLog = 25;

    /// <summary>Writes the segment; the stream stays open. Returns the bytes written, padding included.</summary>
    /// <exception cref="InvalidInputException">An option is outside its range.</exception>
    /// <exception cref="HostEnvironmentException">libzstd or liblzma is missing or unusable.</exception>
    public static long Write(ExtentMap archive, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        options.Verify();
        var counted = new CountingStream(output);
        switch (options.Format)
        {
            case CompressionFormat.Zstandard:
                WriteFrame(archive, counted, options, cancellationToken);
                break;
            case CompressionFormat.Xz:
                XzImageWriter.Write(archive, counted, options, cancellationToken, XzBlockEncoder.Crc32Check);
                break;
            default:
                CompressedImageWriter.Write(archive, counted, options, cancellationToken);
                break;
        }

        counted.Write(new byte[CpioHeader.Padding(counted.WrittenBytes)]);
        return counted.WrittenBytes;
    }

    private static void WriteFrame(ExtentMap archive, Stream output, CompressionOptions options, CancellationToken cancellationToken)
    {
        var window = archive.LengthBytes > LevelWindowBytes ? Math.Min(options.LongWindowLog, MaxWindowLog) : 0;
        using var encoder = new ZstdEncoder(options.EffectiveLevel, window, options.Threads);
        encoder.BeginFrame(archive.LengthBytes);
        var buffer = new byte[ReadBytes];
        for (var done = 0L; done < archive.LengthBytes;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, archive.LengthBytes - done));
            archive.ReadExactly(done, part);
            done += part.Length;
            encoder.Write(part, done == archive.LengthBytes, output);
        }
    }
}
