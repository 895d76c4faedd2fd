using Imager.Core;

namespace Imager.Oci.Layers;

/// <summary>One path of a layer to be written. Owner, mode and time are explicit; nothing is taken from the host.</summary>
public sealed record LayerEntry
{
    private readonly Func<Stream> _open;

    private LayerEntry(string path, NodeKind kind, int mode, Func<Stream>? open = null)
    {
        Path = CheckPath(path);
        Kind = kind;
        Mode = mode;
        _open = open ?? (() => Stream.Null);
    }

    /// <summary>Plain names joined by '/', relative to the image's root.</summary>
    public string Path { get; }

    /// <summary>File, directory, symbolic link or hard link.</summary>
    public NodeKind Kind { get; }

    /// <summary>Permission bits with set-id and sticky bits, 12 bits.</summary>
    public int Mode { get; }

    /// <summary>Owner; 0 unless set.</summary>
    public int UserId { get; init; }

    /// <summary>Group; 0 unless set.</summary>
    public int GroupId { get; init; }

    /// <summary>Seconds since 1970; 0 unless set.</summary>
    public long ModifiedSeconds { get; init; }

    /// <summary>Attributes; written in ordinal order of their names.</summary>
    public IReadOnlyList<Xattr> Xattrs { get; init; } = [];

    /// <summary>What a link points to; null for the others.</summary>
    public string? LinkTarget { get; private init; }

    /// <summary>Bytes of content; 0 for all but files.</summary>
    public long SizeBytes { get; private init; }

    /// <summary>A file whose content is opened when its turn comes; the stream must have exactly that many bytes.</summary>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry File(string path, int mode, long sizeBytes, Func<Stream> open) =>
        new(path, NodeKind.File, mode, open) { SizeBytes = sizeBytes };

    /// <summary>A file with content in memory.</summary>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry File(string path, int mode, ReadOnlyMemory<byte> content) =>
        File(path, mode, content.Length, () => new MemoryStream(content.ToArray(), writable: false));

    /// <summary>A directory.</summary>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry Directory(string path, int mode) => new(path, NodeKind.Directory, mode);

    /// <summary>A symbolic link; the target is stored as it is.</summary>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry Symlink(string path, string target) =>
        new(path, NodeKind.Symlink, 0x1FF) { LinkTarget = target };

    /// <summary>Another name for a file of the same layer.</summary>
    /// <exception cref="InvalidInputException">A path is not relative and plain.</exception>
    public static LayerEntry HardLink(string path, string targetPath) =>
        new(path, NodeKind.HardLink, 0x1A4) { LinkTarget = CheckPath(targetPath) };

    /// <summary>Removes a path of the layers below.</summary>
    /// <remarks>OCI image spec 1.1, layer.md, "Whiteouts": an empty file <c>.wh.NAME</c>.</remarks>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry Whiteout(string path)
    {
        var slash = CheckPath(path).LastIndexOf('/') + 1;
        return File($"{path[..slash]}{Whiteouts.Prefix}{path[slash..]}", 0, ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Hides everything that the layers below have in a directory.</summary>
    /// <exception cref="InvalidInputException">The path is not relative and plain.</exception>
    public static LayerEntry OpaqueDirectory(string path) =>
        File($"{CheckPath(path)}/{Whiteouts.Opaque}", 0, ReadOnlyMemory<byte>.Empty);

    internal Stream OpenContent() => _open();

    private static string CheckPath(string path) =>
        path.Split('/').All(part => part is not ("" or "." or "..")) && !path.Contains('\0', StringComparison.Ordinal)
            ? path
            : throw new InvalidInputException(
                "IMG2980",
                $"layer: \"{path}\" is not a relative path of plain names separated by '/'.");
}
