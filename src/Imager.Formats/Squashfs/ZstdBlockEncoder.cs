using Imager.Formats.Compression;

namespace Imager.Formats.Squashfs;

/// <summary>A Zstandard frame for every block.</summary>
internal sealed unsafe class ZstdBlockEncoder : IBlockEncoder
{
    private const int DestinationTooSmall = -70;

    private readonly ZstdLibrary library = ZstdLibrary.Instance;
    private nint context;

    internal ZstdBlockEncoder(int level)
    {
        context = library.CreateEncoder();
        library.VerifyCompressed(library.SetParameter(context, ZstdLibrary.CompressionLevel, level));
    }

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            var result = library.CompressBlock(context, to, (nuint)destination.Length, from, (nuint)source.Length);
            if ((nint)result == DestinationTooSmall)
            {
                return 0;
            }

            library.VerifyCompressed(result);
            return (int)result;
        }
    }

    public void Dispose()
    {
        library.FreeEncoder(context);
        context = 0;
    }
}
