namespace Imager.Formats.Tar;

/// <summary>Which header forms an archive uses.</summary>
public enum TarFormat
{
    /// <summary>POSIX.1-1988: paths of 255 ASCII bytes at most, files below 8 GiB, no extended attributes; what OVA
    /// demands.</summary>
    Ustar,

    /// <summary>POSIX.1-2001: as ustar, with an extended header where something does not fit; what OCI layers
    /// use.</summary>
    Pax,

    /// <summary>GNU tar: long names as extra members, large numbers in binary, sparse files (old GNU form); what GCP
    /// takes.</summary>
    Gnu,
}
