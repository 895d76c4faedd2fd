namespace Imager.Formats.Tar;

/// <summary>A member to write.</summary>
/// <remarks><c>Path</c>: relative, <c>/</c>-separated, without <c>.</c> and <c>..</c>; directories get their slash by
/// themselves.</remarks>
public abstract record TarEntry(string Path)
{
    /// <summary>Permission bits, 0 to 4095; null for 644, or 755 for a directory and 777 for a link.</summary>
    public int? Mode { get; init; }

    /// <summary>Owner, 0 or more.</summary>
    public int UserId { get; init; }

    /// <summary>Group, 0 or more.</summary>
    public int GroupId { get; init; }

    /// <summary>Extended attributes by their full name (<c>security.capability</c>); pax archives only.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ExtendedAttributes { get; init; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();
}
