namespace Imager.Formats.Compression;

/// <summary>An encoded block and what the index says about it.</summary>
/// <remarks><c>Bytes</c>: header, data, padding and check. <c>UnpaddedBytes</c>: without the padding.</remarks>
internal sealed record XzBlock(ReadOnlyMemory<byte> Bytes, long UnpaddedBytes, long ContentBytes);
