namespace Imager.Formats.Tar;

/// <summary>Another name of an earlier member.</summary>
public sealed record TarHardLink(string Path, string Target) : TarEntry(Path);
