using System.Globalization;
using Imager.Core;

namespace Imager.Host;

/// <summary>A folder of this process for what a run unpacks: made when something needs it, removed together with what it owns.</summary>
internal sealed class ScratchFolder(string parent) : IDisposable
{
    private const int MaxAttempts = 1000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Two runs of one process must not take the same name.</summary>
    private static readonly Lock Naming = new();

    private readonly List<IDisposable> owned = [];
    private readonly Lock gate = new();
    private string? folder;
    private int count;

    /// <summary>The folder.</summary>
    /// <exception cref="FileAccessException">No folder can be made there.</exception>
    internal string Path
    {
        get
        {
            lock (gate)
            {
                return folder ??= Create(parent);
            }
        }
    }

    /// <summary>A path that nobody has used yet, in a folder that exists.</summary>
    /// <exception cref="FileAccessException">No folder can be made there.</exception>
    internal string NewPath(string name) => System.IO.Path.Combine(
        Path, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref count)}-{name}"));

    /// <summary>Disposes <paramref name="item"/> before the folder goes.</summary>
    internal T Own<T>(T item)
        where T : IDisposable
    {
        lock (gate)
        {
            owned.Add(item);
            return item;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        owned.ForEach(item => item.Dispose());
        owned.Clear();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
            folder = null;
        }
    }

    private static string Create(string parent)
    {
        try
        {
            var home = Directory.CreateDirectory(parent).FullName;
            for (var number = 0; number < MaxAttempts; number++)
            {
                // Containers that share the folder may share process ids as well.
                var path = System.IO.Path.Combine(
                    home, string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}-{Environment.TickCount64}-{number}.imager-tmp"));
                lock (Naming)
                {
                    if (!System.IO.Path.Exists(path))
                    {
                        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly);
                        return path;
                    }
                }
            }

            throw new IOException($"{MaxAttempts} scratch folders of this process exist");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6653",
                $"cannot create a scratch folder in \"{parent}\": {error.Message}. TMPDIR, --cache-folder and --output say where such folders are.",
                error);
        }
    }
}
