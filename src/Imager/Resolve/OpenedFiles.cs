using Imager.Host;

namespace Imager.Resolve;

/// <summary>Files that a run reads: each is opened on first use and closed with the run, whatever outputs share it.</summary>
public sealed class OpenedFiles : IDisposable
{
    private readonly Dictionary<string, FileSource> opened = new(StringComparer.Ordinal);

    /// <summary>The open file; <paramref name="role"/> is what a message calls it.</summary>
    public FileSource Open(string path, string role)
    {
        if (!opened.TryGetValue(path, out var source))
        {
            source = FileSource.Open(path, role);
            opened.Add(path, source);
        }

        return source;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in opened.Values)
        {
            source.Dispose();
        }
    }
}
