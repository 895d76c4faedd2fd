namespace Imager.Oci.Sources;

/// <summary>What a tar is, as far as images go.</summary>
public enum ArchiveKind
{
    /// <summary>An OCI image layout: <see cref="OciArchive"/>.</summary>
    OciLayout,

    /// <summary>Output of <c>docker save</c>: <see cref="DockerArchive"/>.</summary>
    Docker,

    /// <summary>Any other tar, which may be a root file system.</summary>
    Files,
}
