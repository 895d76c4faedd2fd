using System.IO.Compression;
using Imager.Formats.Compression;

namespace Imager.Formats.Squashfs;

/// <summary>Decompresses one block, from any thread.</summary>
internal sealed unsafe class BlockDecoder(SquashfsCompression compression)
{
    private const ulong MemoryLimitBytes = 32 << 20;

    /// <summary>Returns the plain bytes' number, which is at most <paramref name="destination"/>'s length.</summary>
    /// <exception cref="Imager.Core.InvalidInputException">The block is damaged or larger than it may be.</exception>
    internal int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, long positionBytes)
    {
        var count = compression switch
        {
            SquashfsCompression.Zstandard => Zstandard(source, destination),
            SquashfsCompression.Xz => Xz(source, destination),
            _ => Zlib(source, destination),
        };
        return count >= 0
            ? count
            : throw SquashfsSuperblock.Damaged($"the {compression} block of {source.Length} bytes at byte {positionBytes} is damaged");
    }

    private static int Zstandard(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var library = ZstdLibrary.Instance;
        var context = library.CreateDecoder();
        try
        {
            fixed (byte* from = source)
            fixed (byte* to = destination)
            {
                var result = library.DecompressBlock(context, to, (nuint)destination.Length, from, (nuint)source.Length);
                return library.ErrorOf(result) is null ? (int)result : -1;
            }
        }
        finally
        {
            library.FreeDecoder(context);
        }
    }

    private static int Xz(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            var limit = MemoryLimitBytes;
            nuint read = 0, written = 0;
            var result = LzmaLibrary.Instance.DecodeStream(
                &limit, 0, null, from, &read, (nuint)source.Length, to, &written, (nuint)destination.Length);
            return result == LzmaLibrary.Ok ? (int)written : -1;
        }
    }

    private static int Zlib(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        try
        {
            using var input = new MemoryStream(source.ToArray());
            using var inflater = new ZLibStream(input, CompressionMode.Decompress);
            var count = inflater.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
            return count == destination.Length && inflater.ReadByte() >= 0 ? -1 : count;
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }
}
