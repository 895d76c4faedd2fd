namespace Imager.Formats.Squashfs;

/// <summary>Compresses blocks on one thread.</summary>
internal interface IBlockEncoder : IDisposable
{
    /// <summary>Compresses into <paramref name="destination"/>; 0 when the result does not fit.</summary>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);
}
