namespace Imager.Formats.Tar;

/// <summary>A symbolic link; the target is stored as given.</summary>
public sealed record TarSymlink(string Path, string Target) : TarEntry(Path);
