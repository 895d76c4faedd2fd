using System.Runtime.InteropServices;
using Imager.Formats.Compression;

namespace Imager.Formats.Squashfs;

/// <summary>An .xz stream with CRC32 for every block.</summary>
internal sealed unsafe class XzStreamBlockEncoder : IBlockEncoder
{
    private const int Crc32Check = 1, OutOfRoom = 10;

    private readonly LzmaLibrary library = LzmaLibrary.Instance;
    private void* options;

    internal XzStreamBlockEncoder(int level, int dictionaryBytes)
    {
        options = NativeMemory.AllocZeroed(LzmaLibrary.OptionsBytes);
        library.FillPreset(options, (uint)level);
        *(uint*)options = (uint)dictionaryBytes;
    }

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var filters = stackalloc LzmaLibrary.Filter[2];
        filters[0] = new() { Id = LzmaLibrary.Lzma2Filter, Options = options };
        filters[1] = new() { Id = ulong.MaxValue };
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            nuint written = 0;
            var result = library.EncodeStream(
                filters, Crc32Check, null, from, (nuint)source.Length, to, &written, (nuint)destination.Length);
            return result switch
            {
                LzmaLibrary.Ok => (int)written,
                OutOfRoom => 0,
                _ => throw LzmaLibrary.CannotCompress(result),
            };
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(options);
        options = null;
    }
}
