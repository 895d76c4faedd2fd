using System.Runtime.InteropServices;
using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>The functions of liblzma that we call (xz 5.2 and later).</summary>
internal sealed unsafe class LzmaLibrary
{
    internal const ulong Lzma2Filter = 0x21;
    internal const int Ok = 0, StreamEnd = 1;
    internal const int Run = 0, Finish = 3;
    internal const uint Concatenated = 8;

    /// <summary>More than lzma_options_lzma has in any version; only its first field, the dictionary size, is touched
    /// here.</summary>
    internal const int OptionsBytes = 512;

    private const string Package = "liblzma5";
    private static readonly Lazy<LzmaLibrary> Loaded = new(() => new LzmaLibrary());

    private LzmaLibrary()
    {
        var library = NativeCodec.Load("IMG4204", Package, "liblzma.so.5", "liblzma.5.dylib", "liblzma.dll", "lzma");
        nint Function(string name) => NativeCodec.Export(library, "IMG4205", Package, name);
        FillPreset = (delegate* unmanaged<void*, uint, byte>)Function("lzma_lzma_preset");
        EncodeRaw = (delegate* unmanaged<Filter*, void*, byte*, nuint, byte*, nuint*, nuint, int>)Function(
            "lzma_raw_buffer_encode");
        EncodeStream = (delegate* unmanaged<Filter*, int, void*, byte*, nuint, byte*, nuint*, nuint, int>)Function(
            "lzma_stream_buffer_encode");
        DecodeStream = (delegate* unmanaged<ulong*, uint, void*, byte*, nuint*, nuint, byte*, nuint*, nuint, int>)Function(
            "lzma_stream_buffer_decode");
        Crc64 = (delegate* unmanaged<byte*, nuint, ulong, ulong>)Function("lzma_crc64");
        OpenDecoder = (delegate* unmanaged<Stream*, ulong, uint, int>)Function("lzma_stream_decoder");
        Code = (delegate* unmanaged<Stream*, int, int>)Function("lzma_code");
        Close = (delegate* unmanaged<Stream*, void>)Function("lzma_end");
    }

    /// <exception cref="HostEnvironmentException">liblzma is missing or too old.</exception>
    internal static LzmaLibrary Instance => Loaded.Value;

    internal delegate* unmanaged<void*, uint, byte> FillPreset { get; }

    internal delegate* unmanaged<Filter*, void*, byte*, nuint, byte*, nuint*, nuint, int> EncodeRaw { get; }

    /// <summary>Filters, check, allocator, source with its size, destination, bytes written, its size.</summary>
    internal delegate* unmanaged<Filter*, int, void*, byte*, nuint, byte*, nuint*, nuint, int> EncodeStream { get; }

    /// <summary>Memory limit, flags, allocator, source, bytes read, its size, destination, bytes written, its size.</summary>
    internal delegate* unmanaged<ulong*, uint, void*, byte*, nuint*, nuint, byte*, nuint*, nuint, int> DecodeStream { get; }

    internal delegate* unmanaged<byte*, nuint, ulong, ulong> Crc64 { get; }

    internal delegate* unmanaged<Stream*, ulong, uint, int> OpenDecoder { get; }

    internal delegate* unmanaged<Stream*, int, int> Code { get; }

    internal delegate* unmanaged<Stream*, void> Close { get; }

    /// <summary>The error of a compression function, which takes a broken library or no memory.</summary>
    internal static HostEnvironmentException CannotCompress(int result) =>
        new("IMG4206", $"liblzma cannot compress: error {result}.");

    /// <summary>lzma_filter: an id and its options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Filter
    {
        internal ulong Id;
        internal void* Options;
    }

    /// <summary>lzma_stream, its reserved fields as one block.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Stream
    {
        internal byte* NextIn;
        internal nuint AvailableIn;
        internal ulong TotalIn;
        internal byte* NextOut;
        internal nuint AvailableOut;
        internal ulong TotalOut;
        internal void* Allocator;
        internal void* Internal;
        private fixed ulong reserved[10];
    }
}
