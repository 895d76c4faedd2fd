using System.Security.Cryptography;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Profiles;

namespace Imager.Artifacts;

/// <summary>Puts a map into its final file: packed or raw, one pass, never a copy on the side.</summary>
public static class ImageWriter
{
    /// <summary>Writes <paramref name="map"/> to <paramref name="path"/> in <paramref name="format"/>.</summary>
    /// <returns>The file's size, and its SHA-256 when <see cref="WriteOptions.WriteChecksum"/> asked for it.</returns>
    public static (long SizeBytes, string? Sha256) Write(
        string path, ExtentMap map, OutFormat format, WriteOptions options, CancellationToken cancellationToken)
    {
        var size = 0L;
        string? sha256 = null;
        ArtifactWriter.Write(
            path,
            file =>
            {
                if (format == OutFormat.Raw)
                {
                    SparseFileWriter.Write(map, file, cancellationToken);
                }
                else
                {
                    Pack(map, file, format, options, cancellationToken);
                }

                size = file.Length;
                sha256 = options.WriteChecksum ? HashOf(file) : null;
            },
            cancellationToken);
        if (sha256 is not null)
        {
            var line = $"{sha256}  {Path.GetFileName(path)}\n";
            ArtifactWriter.Write(
                path + ".sha256", file => file.Write(System.Text.Encoding.ASCII.GetBytes(line)), cancellationToken);
        }

        return (size, sha256);
    }

    private static void Pack(
        ExtentMap map, FileStream file, OutFormat format, WriteOptions options, CancellationToken cancellationToken)
    {
        // Not disposed: that would close the file, which the artifact writer still has to sync and rename.
        var buffered = new BufferedStream(file, 1 << 20);
        CompressedImageWriter.Write(
            map,
            buffered,
            new CompressionOptions
            {
                Format = CodecOf(format),
                Level = options.CompressionLevel,
                Threads = options.Threads,
                LongWindowLog = options.LongWindowLog ?? 27,
            },
            cancellationToken);
        buffered.Flush();
    }

    private static CompressionFormat CodecOf(OutFormat format) => format switch
    {
        OutFormat.Zst => CompressionFormat.Zstandard,
        OutFormat.Xz => CompressionFormat.Xz,
        OutFormat.Gz => CompressionFormat.Gzip,
        _ => throw new UnsupportedException("IMG3001", $"out format {EnumSpelling.Of(format)} is no stream compression."),
    };

    private static string HashOf(FileStream file)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
