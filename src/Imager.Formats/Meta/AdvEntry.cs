namespace Imager.Formats.Meta;

/// <summary>A value of the META partition.</summary>
/// <remarks><c>Tag</c>: the META key, 1 to 255 from us, any 32-bit number on a disk. <c>Value</c>: raw bytes.</remarks>
public sealed record AdvEntry(uint Tag, ReadOnlyMemory<byte> Value);
