using System.Formats.Tar;
using System.IO.Compression;
using Imager.Artifacts;

namespace Imager.Cli.Build;

/// <summary>The results of a run as one tar.gz: the files just made, by name, with fixed owner, mode and time.</summary>
internal static class ResultArchive
{
    internal static void Write(IReadOnlyList<ArtifactReport> reports, Stream output, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        using var tar = new TarWriter(gzip, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var path in reports.Select(report => report.Path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = File.OpenRead(path);
            tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, Path.GetFileName(path))
            {
                DataStream = file,
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        }
    }
}
