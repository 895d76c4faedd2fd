namespace Imager.Formats.Tar;

/// <summary>A member read from an archive that somebody made.</summary>
/// <remarks>
/// <c>Path</c>: relative and free of <c>.</c> and <c>..</c>, empty for the root directory. <c>LinkTarget</c>: of a hard
/// link, a path like <c>Path</c>; of a symbolic link as stored, so possibly hostile; else empty. <c>SizeBytes</c>: of
/// the content as read, a sparse file's holes included. <c>ModifiedSeconds</c>: since 1970.
/// </remarks>
public sealed record TarMember(string Path, TarMemberKind Kind, long SizeBytes, string LinkTarget)
{
    /// <summary>Permission bits, 0 to 4095.</summary>
    public int Mode { get; init; }

    /// <summary>Owner.</summary>
    public long UserId { get; init; }

    /// <summary>Group.</summary>
    public long GroupId { get; init; }

    /// <summary>Modification time, whole seconds since 1970.</summary>
    public long ModifiedSeconds { get; init; }

    /// <summary>Extended attributes by their full name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ExtendedAttributes { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>Stretches that a sparse file stores, ascending, one after the other in the archive; null for an ordinary file.</summary>
    public IReadOnlyList<(long OffsetBytes, long LengthBytes)>? Stretches { get; init; }
}
