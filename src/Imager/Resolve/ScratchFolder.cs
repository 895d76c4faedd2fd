using System.Globalization;

namespace Imager.Resolve;

/// <summary>A folder for what a run unpacks, beside the image cache; removed with the run.</summary>
internal sealed class ScratchFolder(string cacheFolder) : IDisposable
{
    private readonly List<IDisposable> owned = [];
    private readonly Lock gate = new();
    private string? folder;
    private int count;

    /// <summary>A path that nobody has used yet, in a folder that exists.</summary>
    internal string NewPath(string name)
    {
        lock (gate)
        {
            folder ??= Directory.CreateDirectory(
                Path.Combine(cacheFolder, "scratch", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Environment.TickCount64}"))).FullName;
            return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{count++}-{name}"));
        }
    }

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
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
