namespace Imager.Oci.Model;

/// <summary>How the tar of a layer is compressed.</summary>
public enum LayerCompression
{
    /// <summary>Plain tar: digest and diffID are the same.</summary>
    None,

    /// <summary>gzip (RFC 1952).</summary>
    Gzip,

    /// <summary>Zstandard (RFC 8878); reading needs a decoder given by the caller, the BCL has none.</summary>
    Zstd,
}
