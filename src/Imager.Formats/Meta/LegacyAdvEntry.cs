namespace Imager.Formats.Meta;

/// <summary>A value of the legacy (syslinux) ADV.</summary>
/// <remarks><c>Tag</c>: 1 to 255. <c>Value</c>: at most 255 bytes.</remarks>
public sealed record LegacyAdvEntry(byte Tag, ReadOnlyMemory<byte> Value);
