using Imager.Core;
using Imager.Oci.Tar;

namespace Imager.Oci.Sources;

/// <summary>Tells the kinds apart by the files at the top.</summary>
public static class ArchiveKinds
{
    /// <summary>The kind of the tar at <paramref name="path"/>.</summary>
    /// <exception cref="InvalidInputException">The file is no tar.</exception>
    /// <exception cref="UnsupportedException">The file is compressed as a whole.</exception>
    /// <exception cref="FileAccessException">The file cannot be read.</exception>
    public static ArchiveKind Detect(string path)
    {
        var files = TarFileIndex.Read(path);
        return files.Contains("oci-layout") ? ArchiveKind.OciLayout
            : files.Contains("manifest.json") ? ArchiveKind.Docker
            : ArchiveKind.Files;
    }
}
