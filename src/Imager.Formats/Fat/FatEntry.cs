namespace Imager.Formats.Fat;

/// <summary>A file or directory found on a FAT volume.</summary>
/// <remarks>
/// <c>Path</c>: long names joined by <c>/</c>. <c>ShortName</c>: the 8.3 form. <c>SizeBytes</c>: 0 for directories.
/// <c>ModifiedUtc</c>: the stored time taken as UTC, null when it is no date. <c>FirstCluster</c>: 0 when empty.
/// </remarks>
public sealed record FatEntry(
    string Path, string ShortName, FatAttributes Attributes, uint SizeBytes, DateTimeOffset? ModifiedUtc, uint FirstCluster)
{
    /// <summary>Whether this is a directory.</summary>
    public bool IsDirectory => Attributes.HasFlag(FatAttributes.Directory);

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
