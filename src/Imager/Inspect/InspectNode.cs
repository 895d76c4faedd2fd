using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>A part of an image: the file, a partition, a directory, a file, a section, a value.</summary>
/// <remarks>
/// <c>Name</c>: safe to print, empty where the kind says all. Children come in an order that depends on the image alone. Contents are
/// not read before <see cref="OpenContent"/>'s result is.
/// </remarks>
public sealed record InspectNode
{
    public InspectNode(InspectKind kind, string name = "") => (Kind, Name) = (kind, PlainText.OfName(name));

    public InspectKind Kind { get; }

    public string Name { get; }

    /// <summary>Of the content, holes included; null where there is none.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Target of a symbolic link.</summary>
    public string? LinkTarget { get; init; }

    public IReadOnlyList<InspectFact> Facts { get; init; } = [];

    public IReadOnlyList<InspectNode> Children { get; init; } = [];

    /// <summary>What could not be read, one sentence each; the rest of the image is described anyway.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Lower-case hexadecimal, when digests were asked for.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Another volume of the same image that holds the same bytes and shows what is in them.</summary>
    public string? SameAs { get; init; }

    /// <summary>Opens what the node holds; null for what has no bytes of its own, such as directories.</summary>
    public Func<ByteSource>? Content { get; init; }

    /// <summary>The bytes of a file, section, value or volume; null for directories and descriptions.</summary>
    /// <exception cref="Core.ImagerException">The image is damaged where they lie.</exception>
    public ByteSource? OpenContent() => Content?.Invoke();

    /// <summary>This node and everything below it, parents first.</summary>
    public IEnumerable<InspectNode> Walk() => Children.SelectMany(child => child.Walk()).Prepend(this);
}
