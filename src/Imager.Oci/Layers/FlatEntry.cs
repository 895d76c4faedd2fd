namespace Imager.Oci.Layers;

/// <summary>One path of a flattened image.</summary>
/// <remarks>Names of one file (hard links) are entries with the same <see cref="InodeNumber"/>, numbered from 1 in path order.</remarks>
public sealed record FlatEntry(string Path, NodeKind Kind)
{
    /// <summary>Equal for all names of one file.</summary>
    public int InodeNumber { get; init; }

    /// <summary>Permission bits with set-id and sticky bits, 12 bits.</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public int UserId { get; init; }

    /// <summary>Group.</summary>
    public int GroupId { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long ModifiedSeconds { get; init; }

    /// <summary>Attributes in ordinal order of their names.</summary>
    public IReadOnlyList<Xattr> Xattrs { get; init; } = [];

    /// <summary>A symbolic link's target, verbatim; null for the others.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Where a file's bytes are; null for all but files.</summary>
    public LayerRange? Content { get; init; }

    /// <summary>Major number of a device.</summary>
    public int DeviceMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public int DeviceMinor { get; init; }
}
