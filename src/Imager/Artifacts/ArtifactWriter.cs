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
    /// <remarks><paramref name="neededBytes"/>: what the file will take on the disk, where that is known beforehand.</remarks>
    /// <exception cref="FileAccessException">The folder cannot be written, the disk is full, or another run holds the file.</exception>
    public static void Write(
        string path, Action<FileStream> write, CancellationToken cancellationToken, long? neededBytes = null)
    {
        var attempt = new Attempt(path);
        try
        {
            using (var file = attempt.Create())
            {
                write(file);
                cancellationToken.ThrowIfCancellationRequested();
                file.Flush(flushToDisk: true);
            }

            attempt.Publish();
        }
        catch (Exception error)
        {
            if (attempt.Abandon(error, neededBytes) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Creates or replaces <paramref name="path"/> with what an asynchronous <paramref name="write"/> puts into the file.</summary>
    /// <exception cref="FileAccessException">The folder cannot be written, the disk is full, or another run holds the file.</exception>
    public static async Task WriteAsync(string path, Func<FileStream, Task> write, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(path);
        try
        {
            await using (var file = attempt.Create())
            {
                await write(file);
                cancellationToken.ThrowIfCancellationRequested();
                file.Flush(flushToDisk: true);
            }

            attempt.Publish();
        }
        catch (Exception error)
        {
            if (attempt.Abandon(error, neededBytes: null) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    private static FileAccessException Explain(
        string finalPath, string folder, bool created, long? neededBytes, long writtenBytes, Exception error)
    {
        var reason = error.Message.TrimEnd('.');
        if ((error.HResult & 0xFFFF) == HResultNoSpace)
        {
            return new FileAccessException(
                "IMG6010",
                $"no space left while writing \"{finalPath}\": {Shortage(folder, neededBytes, writtenBytes)}. Nothing was changed at "
                + "that path. Free some space, or write to another disk.",
                error);
        }

        if (IsFileTooLarge(error))
        {
            return new FileAccessException(
                "IMG6600",
                $"\"{finalPath}\" becomes larger than the file system or a limit of the process (ulimit -f) allows. Nothing was "
                + "changed at that path. Choose another --output, or a packed output.",
                error);
        }

        return created
            ? new FileAccessException(
                "IMG6011", $"writing \"{finalPath}\" failed: {reason}. Nothing was changed at that path.", error)
            : new FileAccessException(
                "IMG6012",
                $"cannot create a file in \"{folder}\": {reason}. Check that the folder is writable and that no other "
                + "run is writing the same artifact.",
                error);
    }

    /// <summary>What the runtime makes of EFBIG, whether it is compiled ahead or just in time.</summary>
    private static bool IsFileTooLarge(Exception error) =>
        error is ArgumentOutOfRangeException { ParamName: "value", ActualValue: null, StackTrace: { } trace }
        && trace.Contains("at System.IO.RandomAccess.", StringComparison.Ordinal);

    /// <summary>The numbers behind a full disk. The temp file is gone by now, so what is free is all there was.</summary>
    private static string Shortage(string folder, long? neededBytes, long writtenBytes)
    {
        var freeBytes = FreeBytes(folder);
        return (neededBytes, freeBytes) switch
        {
            ({ } needed, { } free) when needed > free =>
                $"it takes {needed} bytes, {free} bytes are free, {needed - free} bytes are missing",
            ({ } needed, _) => $"it takes {needed} bytes",
            (_, { } free) => $"{free} bytes are free, and more than {writtenBytes} are needed",
            _ => $"more than {writtenBytes} bytes are needed",
        };
    }

    private static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long LengthOf(string path)
    {
        try
        {
            return new FileInfo(path).Length;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
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

    /// <summary>One try to make a file: the temporary one and its way to the final place, or out of it.</summary>
    private sealed class Attempt(string path)
    {
        private readonly string finalPath = Path.GetFullPath(path);
        private bool created;

        private string Folder => Path.GetDirectoryName(finalPath)!;

        private string TempPath => Path.Combine(Folder, $".{Path.GetFileName(finalPath)}.imager-tmp");

        internal FileStream Create()
        {
            Directory.CreateDirectory(Folder);
            var file = new FileStream(TempPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            created = true;
            return file;
        }

        internal void Publish() => File.Move(TempPath, finalPath, overwrite: true);

        /// <summary>Removes the temporary file; an error of the file system comes back in words, others as null.</summary>
        internal FileAccessException? Abandon(Exception error, long? neededBytes)
        {
            var writtenBytes = created ? LengthOf(TempPath) : 0;
            if (created)
            {
                TryDelete(TempPath);
            }

            return error is IOException or UnauthorizedAccessException || IsFileTooLarge(error)
                ? Explain(finalPath, Folder, created, neededBytes, writtenBytes, error)
                : null;
        }
    }
}
