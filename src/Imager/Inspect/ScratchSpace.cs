using System.Globalization;
using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;

namespace Imager.Inspect;

/// <summary>Sparse temporary files for what is inside compressed images; they have no name and vanish with the process.</summary>
/// <remarks>
/// Runs of zeros are not written. <c>limit</c> bounds the size of everything unpacked, zeros included; the folder's file system keeps
/// <see cref="ReserveBytes"/> free.
/// </remarks>
public sealed class ScratchSpace(string folder, ByteSize limit) : IDisposable
{
    /// <summary>The size that is unpacked at most unless a user says otherwise.</summary>
    public static readonly ByteSize DefaultLimit = ByteSize.FromGiB(64);

    private const int ChunkBytes = 1 << 20;
    private const long ReserveBytes = 64L << 20;
    private const long CheckEveryBytes = 32L << 20;
    private const int MaxNameAttempts = 1000;
    private const int HResultNoSpace = 28;

    private readonly List<FileSource> files = [];
    private long unpackedBytes;

    /// <summary>The largest file that is unpacked or extracted.</summary>
    public ByteSize Limit { get; } = limit;

    /// <summary>Decodes a stream to its end and returns its content with zeros as holes.</summary>
    /// <exception cref="InvalidInputException">The content exceeds the limit, or cannot be decoded.</exception>
    /// <exception cref="FileAccessException">The folder cannot be written or has no space.</exception>
    public ExtentMap Unpack(Stream content, CancellationToken cancellationToken)
    {
        var file = Create();
        try
        {
            return Fill(file, content, cancellationToken);
        }
        catch (IOException error)
        {
            throw (error.HResult & 0xFFFF) == HResultNoSpace
                ? NoSpace()
                : new FileAccessException("IMG6402", $"writing a scratch file in \"{folder}\" failed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files)
        {
            file.Dispose();
        }

        files.Clear();
    }

    private ExtentMap Fill(FileSource file, Stream content, CancellationToken cancellationToken)
    {
        var runs = new PayloadRuns();
        var buffer = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        var position = 0L;
        var uncheckedBytes = CheckEveryBytes;
        for (int count; (count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0; position += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CheckLimit(count);
            if (runs.Add(position, buffer.AsSpan(0, count)))
            {
                uncheckedBytes += count;
                if (uncheckedBytes >= CheckEveryBytes)
                {
                    CheckSpace();
                    uncheckedBytes = 0;
                }

                RandomAccess.Write(file.Handle, buffer.AsSpan(0, count), position);
            }
        }

        RandomAccess.SetLength(file.Handle, position);
        var source = file.Reopened();
        var map = new ExtentMapBuilder();
        foreach (var (offset, length) in runs.InBytes(position))
        {
            map.Add(offset, source, offset, length);
        }

        return map.Build(position);
    }

    private void CheckLimit(int moreBytes)
    {
        unpackedBytes += moreBytes;
        if (unpackedBytes > Limit.Bytes)
        {
            throw new InvalidInputException(
                "IMG2800",
                $"the unpacked content exceeds {Limit}, zeros included. Give a larger --max-size if the file is trusted.");
        }
    }

    private void CheckSpace()
    {
        try
        {
            if (new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < ReserveBytes + CheckEveryBytes)
            {
                throw NoSpace();
            }
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // A file system that does not tell: the write itself will.
        }
    }

    private FileSource Create()
    {
        try
        {
            var file = FileSource.CreateNameless(NewName());
            files.Add(file);
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6400",
                $"cannot create a scratch file in \"{folder}\": {error.Message}. Name a folder on a disk with --scratch or TMPDIR.",
                error);
        }
    }

    /// <summary>A name that nobody uses; creating it is exclusive, so a name planted by somebody else is only passed over.</summary>
    private string NewName() => Enumerable.Range(files.Count, MaxNameAttempts)
        .Select(number => Path.Combine(
            folder, string.Create(CultureInfo.InvariantCulture, $".imager-scratch-{Environment.ProcessId}-{number}")))
        .FirstOrDefault(path => !Path.Exists(path)) ?? throw new IOException($"{MaxNameAttempts} scratch files of this process exist");

    private FileAccessException NoSpace() => new(
        "IMG6401",
        $"no space for the unpacked image in \"{folder}\" ({new ByteSize(ReserveBytes)} stay free). Name another folder with --scratch.");
}
