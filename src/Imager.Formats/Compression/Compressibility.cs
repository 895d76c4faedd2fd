using System.Buffers;
using System.Runtime.InteropServices;

namespace Imager.Formats.Compression;

/// <summary>Recognises bytes that no dictionary coder shrinks: an initramfs, a signed module archive, a kernel's
/// payload.</summary>
/// <remarks>
/// Xz and deflate spend their full time on such bytes and gain nothing; they are stored instead. A sample must look
/// uniform and no sampled eight bytes may occur elsewhere in the chunk. Deterministic: the places sampled depend on the
/// length alone.
/// </remarks>
internal static class Compressibility
{
    private const int SmallestBytes = 16 << 10;
    private const int Windows = 64;
    private const int HistogramBytesPerWindow = 1024;
    private const int AnchorsPerChunk = 16 << 10;
    private const int SmallestAnchorStride = 64;
    private const int TableSlots = 1 << 16;
    private const double UniformBitsPerByte = 7.95;

    internal static bool LooksRandom(ReadOnlySpan<byte> chunk) =>
        chunk.Length >= SmallestBytes && EntropyBits(chunk) >= UniformBitsPerByte && !HasRepetition(chunk);

    private static double EntropyBits(ReadOnlySpan<byte> chunk)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        var total = 0;
        var width = Math.Min(HistogramBytesPerWindow, chunk.Length / Windows);
        for (var window = 0; window < Windows; window++)
        {
            foreach (var value in chunk.Slice(WindowStart(chunk.Length, window, width), width))
            {
                counts[value]++;
                total++;
            }
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            bits -= count == 0 ? 0 : (double)count / total * Math.Log2((double)count / total);
        }

        return bits;
    }

    /// <summary>Looks every position of some windows up among anchors spread over the whole chunk.</summary>
    private static bool HasRepetition(ReadOnlySpan<byte> chunk)
    {
        var rented = ArrayPool<int>.Shared.Rent(TableSlots);   // a new one for every chunk would be most of the garbage
        try
        {
            var places = rented.AsSpan(0, TableSlots);         // position + 1; a later anchor replaces an earlier one
            places.Clear();
            return HasRepetition(chunk, places);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static bool HasRepetition(ReadOnlySpan<byte> chunk, Span<int> places)
    {
        var stride = Math.Max(SmallestAnchorStride, chunk.Length / AnchorsPerChunk);
        for (var position = 0; position + sizeof(ulong) <= chunk.Length; position += stride)
        {
            places[Slot(Word(chunk, position))] = position + 1;
        }

        var width = Math.Min(stride, chunk.Length / Windows);
        for (var window = 0; window < Windows; window++)
        {
            var start = WindowStart(chunk.Length, window, width + sizeof(ulong));
            for (var position = start; position < start + width; position++)
            {
                var word = Word(chunk, position);
                var place = places[Slot(word)] - 1;
                if (place >= 0 && place != position && Word(chunk, place) == word)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int WindowStart(int length, int window, int width) =>
        (int)((long)(length - width) * window / (Windows - 1));

    private static ulong Word(ReadOnlySpan<byte> chunk, int position) => MemoryMarshal.Read<ulong>(chunk[position..]);

    private static int Slot(ulong word) => (int)((word * 0x9E37_79B9_7F4A_7C15) >> 48);
}
