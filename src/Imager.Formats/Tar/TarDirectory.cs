namespace Imager.Formats.Tar;

/// <summary>A directory.</summary>
public sealed record TarDirectory(string Path) : TarEntry(Path);
