using Imager.Formats.Extents;

namespace Imager.Formats.Tar;

/// <summary>A regular file, all of its bytes stored.</summary>
public sealed record TarFile(string Path, ByteSource Content) : TarEntry(Path);
