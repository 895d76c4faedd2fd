using Imager.Formats.Extents;

namespace Imager.Formats.Tar;

/// <summary>A regular file of which only the payload is stored, holes as a list; GNU archives only.</summary>
public sealed record TarSparseFile(string Path, ExtentMap Content) : TarEntry(Path);
