using System.Security.Cryptography;
using System.Text;
using Imager.Core;
using Imager.Formats.Compression;
using Imager.Formats.Extents;
using Imager.Formats.Tar;
using Imager.Profiles;

namespace Imager.Artifacts;

/// <summary>Puts an image into its final file: packed or raw, one pass, never a copy on the side.</summary>
public static class ImageWriter
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The member that Google Cloud looks for in a tar.gz.</summary>
    private const string TarMemberName = "disk.raw";

    /// <summary>Writes <paramref name="map"/> to <paramref name="path"/> in <paramref name="format"/>.</summary>
    /// <returns>The file's size, and its SHA-256 when <see cref="WriteOptions.WriteChecksum"/> asked for it.</returns>
    public static (long SizeBytes, string? Sha256) Write(
        string path, ExtentMap map, OutFormat format, WriteOptions options, CancellationToken cancellationToken) =>
        format == OutFormat.Raw
            ? WriteFile(path, file => SparseFileWriter.Write(map, file, cancellationToken), options, cancellationToken, map.PayloadBytes)
            : WriteStream(path, stream => Pack(map, stream, format, options, cancellationToken), options, cancellationToken);

    /// <summary>Writes what <paramref name="write"/> puts into a stream that can seek: formats that compress by themselves.</summary>
    public static (long SizeBytes, string? Sha256) WriteStream(
        string path, Action<Stream> write, WriteOptions options, CancellationToken cancellationToken) =>
        WriteFile(
            path,
            file =>
            {
                // Not disposed: that would close the file, which the artifact writer still has to sync and rename.
                var buffered = new BufferedStream(new WritebackStream(file), BufferBytes);
                write(buffered);
                buffered.Flush();
            },
            options,
            cancellationToken);

    private static (long SizeBytes, string? Sha256) WriteFile(
        string path, Action<FileStream> write, WriteOptions options, CancellationToken cancellationToken, long? neededBytes = null)
    {
        var size = 0L;
        string? sha256 = null;
        ArtifactWriter.Write(
            path,
            file =>
            {
                write(file);
                size = file.Length;
                sha256 = options.WriteChecksum ? HashOf(file) : null;
            },
            cancellationToken,
            neededBytes);
        if (sha256 is not null)
        {
            var line = Encoding.ASCII.GetBytes($"{sha256}  {Path.GetFileName(path)}\n");
            ArtifactWriter.Write(path + ".sha256", file => file.Write(line), cancellationToken);
        }

        return (size, sha256);
    }

    private static void Pack(
        ExtentMap map, Stream output, OutFormat format, WriteOptions options, CancellationToken cancellationToken)
    {
        var packed = format == OutFormat.TarGz
            ? TarArchive.Create(new TarOptions { Format = TarFormat.Gnu, Epoch = options.Epoch }, [new TarSparseFile(TarMemberName, map)])
            : map;
        CompressedImageWriter.Write(
            packed,
            output,
            new CompressionOptions
            {
                Format = CodecOf(format),
                Level = options.CompressionLevel,
                Threads = options.Threads,
                LongWindowLog = options.LongWindowLog ?? 27,
            },
            cancellationToken);
    }

    private static CompressionFormat CodecOf(OutFormat format) => format switch
    {
        OutFormat.Zst => CompressionFormat.Zstandard,
        OutFormat.Xz => CompressionFormat.Xz,
        OutFormat.Gz or OutFormat.TarGz => CompressionFormat.Gzip,
        _ => throw new UnsupportedException("IMG3001", $"out format {EnumSpelling.Of(format)} is no stream compression."),
    };

    private static string HashOf(FileStream file)
    {
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
