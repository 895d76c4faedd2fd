using Imager.Core;

namespace Imager.Artifacts;

/// <summary>The one place that creates output files: temp file beside the target, fsync, rename.</summary>
/// <remarks>
/// A failed, cancelled or killed run leaves what was at the final path untouched. The temp file is
/// <c>.NAME.imager-tmp</c> in the target folder; a run that fails removes it, the next run after a SIGKILL reuses it.
/// </remarks>
public static class ArtifactWriter
{
    private const int HResultNoSpace = 28;

    /// <summary>Creates or replaces <paramref name="path"/> with what <paramref name="write"/> puts into the file.</summary>
    /// <exception cref="FileAccessException">The folder cannot be written, the disk is full, or another run holds the file.</exception>
    public static void Write(string path, Action<FileStream> write, CancellationToken cancellationToken)
    {
        var finalPath = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(finalPath)!;
        var tempPath = Path.Combine(folder, $".{Path.GetFileName(finalPath)}.imager-tmp");
        var created = false;
        try
        {
            Directory.CreateDirectory(folder);
            using (var file = new FileStream(tempPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                created = true;
                write(file);
                cancellationToken.ThrowIfCancellationRequested();
                file.Flush(flushToDisk: true);
            }

            File.Move(tempPath, finalPath, overwrite: true);
        }
        catch (Exception error)
        {
            if (created)
            {
                TryDelete(tempPath);
            }

            if (error is IOException or UnauthorizedAccessException)
            {
                throw Explain(finalPath, folder, created, error);
            }

            throw;
        }
    }

    private static FileAccessException Explain(string finalPath, string folder, bool created, Exception error)
    {
        if ((error.HResult & 0xFFFF) == HResultNoSpace)
        {
            return new FileAccessException(
                "IMG6010",
                $"no space left while writing \"{finalPath}\" ({FreeSpace(folder)} free there). Nothing was changed at that "
                + "path. Free some space or choose another --output.",
                error);
        }

        return created
            ? new FileAccessException(
                "IMG6011", $"writing \"{finalPath}\" failed: {error.Message}. Nothing was changed at that path.", error)
            : new FileAccessException(
                "IMG6012",
                $"cannot create a file in \"{folder}\": {error.Message}. Check that the folder is writable and that no other "
                + "run is writing the same artifact.",
                error);
    }

    private static string FreeSpace(string folder)
    {
        try
        {
            return new ByteSize(new DriveInfo(folder).AvailableFreeSpace).ToString();
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return "an unknown amount is";
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first error is the one worth reporting; a left-over temp file is reused by the next run.
        }
    }
}
