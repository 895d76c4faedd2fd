namespace Imager.Tests.Support;

/// <summary>A folder under the test output, removed at the end.</summary>
public sealed class TempFolder : IDisposable
{
    private static int counter;

    public TempFolder()
    {
        Path = System.IO.Path.Combine(
            AppContext.BaseDirectory, "tmp", $"{Environment.ProcessId}-{Interlocked.Increment(ref counter)}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
