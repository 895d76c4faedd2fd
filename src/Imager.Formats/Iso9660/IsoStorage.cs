namespace Imager.Formats.Iso9660;

/// <summary>Where the bytes of a file in the ISO tree are.</summary>
public enum IsoStorage
{
    /// <summary>In extents of its own.</summary>
    Stored,

    /// <summary>In the extents of another tree file with the same content source.</summary>
    SharedWithFile,

    /// <summary>In the appended EFI system partition: no second copy.</summary>
    SharedWithEsp,

    /// <summary>Nowhere: the file is empty.</summary>
    Empty,
}
