using System.Globalization;
using Imager.Core;

namespace Imager.Extensions;

/// <summary>A folder of this process for what is unpacked, removed at the end.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const int MaxAttempts = 1000;

    private ScratchFolder(string path) => Path = path;

    internal string Path { get; }

    /// <exception cref="FileAccessException">No folder can be made there.</exception>
    internal static ScratchFolder Create(string parent)
    {
        try
        {
            Directory.CreateDirectory(parent);
            for (var number = 0; number < MaxAttempts; number++)
            {
                var path = System.IO.Path.Combine(
                    parent, string.Create(CultureInfo.InvariantCulture, $".imager-extensions-{Environment.ProcessId}-{number}"));
                if (!System.IO.Path.Exists(path))
                {
                    _ = OperatingSystem.IsWindows()
                        ? Directory.CreateDirectory(path)
                        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                    return new ScratchFolder(path);
                }
            }

            throw new IOException($"{MaxAttempts} scratch folders of this process exist");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6653", $"cannot create a scratch folder in \"{parent}\": {error.Message}. Name another folder with TMPDIR.", error);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
