using Imager.Core;
using Imager.Formats.Extents;
using Microsoft.Win32.SafeHandles;

namespace Imager.Host;

/// <summary>A file as bytes. Opened once, read by position from any thread, never written.</summary>
public sealed class FileSource : ByteSource, IDisposable
{
    private readonly FileStream? owner;

    private FileSource(string path, SafeFileHandle handle, long lengthBytes, FileStream? owner = null)
    {
        Path = path;
        Handle = handle;
        LengthBytes = lengthBytes;
        this.owner = owner;
    }

    /// <summary>The path it was opened by, for messages.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override long LengthBytes { get; }

    internal SafeFileHandle Handle { get; }

    /// <summary>Opens <paramref name="path"/> for reading.</summary>
    /// <exception cref="FileAccessException">The file is missing, a directory or not readable.</exception>
    public static FileSource Open(string path, string role)
    {
        try
        {
            var handle = File.OpenHandle(path);
            return new FileSource(path, handle, RandomAccess.GetLength(handle));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException("IMG6001", $"cannot read the {role} \"{path}\": {error.Message}", error);
        }
    }

    /// <summary>Creates a file that only this object knows: on Unix its name is gone at once, elsewhere when it is closed.</summary>
    /// <remarks>Its length is 0 until <see cref="Reopened"/>; the caller writes through <see cref="Handle"/>.</remarks>
    internal static FileSource CreateNameless(string path)
    {
        var isUnix = !OperatingSystem.IsWindows();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = isUnix ? FileOptions.None : FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (isUnix)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (isUnix)
        {
            File.Delete(path);
        }

        return new FileSource(path, file.SafeFileHandle, 0, file);
    }

    /// <summary>The same file with the length that it has now; whoever opened it first closes it.</summary>
    internal FileSource Reopened() => new(Path, Handle, RandomAccess.GetLength(Handle), owner);

    /// <inheritdoc/>
    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var count = ReadSome(offsetBytes, destination);
            if (count == 0)
            {
                throw new FileAccessException(
                    "IMG6002",
                    $"\"{Path}\" became shorter while it was read: {destination.Length} bytes are missing at offset "
                    + $"{offsetBytes} (it had {LengthBytes} bytes when the run began). Run again when nothing writes to it.");
            }

            offsetBytes += count;
            destination = destination[count..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        owner?.Dispose();
    }

    private int ReadSome(long offsetBytes, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(Handle, destination, offsetBytes);
        }
        catch (IOException error)
        {
            throw new FileAccessException(
                "IMG6003", $"reading \"{Path}\" failed at offset {offsetBytes}: {error.Message}", error);
        }
    }
}
