namespace Imager.BuildKit.Tests;

/// <summary>A folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("imager-test-").FullName;

    public string Root { get; }

    public string this[string path] => Path.Combine(Root, path);

    public string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], content);
        return this[path];
    }

    public string WriteBytes(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], content);
        return this[path];
    }

    public string Folder(string path) => Directory.CreateDirectory(this[path]).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
