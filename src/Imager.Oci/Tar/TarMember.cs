namespace Imager.Oci.Tar;

/// <summary>One member of a tar: its header with pax and GNU extensions applied. The path is as written, not checked.</summary>
internal sealed record TarMember(string Path, TarKind Kind)
{
    internal string LinkTarget { get; init; } = string.Empty;

    internal int Mode { get; init; }

    internal int UserId { get; init; }

    internal int GroupId { get; init; }

    internal long ModifiedSeconds { get; init; }

    internal int DeviceMajor { get; init; }

    internal int DeviceMinor { get; init; }

    /// <summary>Bytes of content in the archive; 0 for all but files.</summary>
    internal long SizeBytes { get; init; }

    /// <summary>Where the content begins, counted in the uncompressed archive.</summary>
    internal long ContentOffsetBytes { get; init; }

    /// <summary>Names without the pax prefix, sorted ordinally; values are binary.</summary>
    internal IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs { get; init; } = [];
}
