using Imager.Formats.Extents;

namespace Imager.Formats.Pe;

/// <summary>A section that is to be added.</summary>
/// <remarks><c>Name</c>: 1 to 8 ASCII characters, usually with a leading dot. <c>Content</c>: at least one byte.</remarks>
public sealed record PeSectionContent(string Name, ByteSource Content)
{
    /// <summary>A section of UTF-8 text, without a terminator.</summary>
    public static PeSectionContent FromText(string name, string text) => new(name, MemorySource.FromText(text));
}
