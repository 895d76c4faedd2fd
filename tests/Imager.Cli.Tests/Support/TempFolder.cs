namespace Imager.Cli.Tests.Support;

/// <summary>A folder that any user may write to, gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public TempFolder()
    {
        Path = Directory.CreateTempSubdirectory("imager-cli-").FullName;
        File.SetUnixFileMode(Path, Everybody);
    }

    public string Path { get; }

    /// <summary>A sub-folder that any user may write to.</summary>
    public string Folder(string name)
    {
        var path = Directory.CreateDirectory(PathOf(name)).FullName;
        File.SetUnixFileMode(path, Everybody);
        return path;
    }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
