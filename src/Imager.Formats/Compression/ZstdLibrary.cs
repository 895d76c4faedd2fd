using System.Runtime.InteropServices;
using Imager.Core;

namespace Imager.Formats.Compression;

/// <summary>The functions of libzstd that we call (zstd.h 1.4 and later, stable part).</summary>
internal sealed unsafe class ZstdLibrary
{
    internal const int CompressionLevel = 100, WindowLog = 101, EnableLongDistanceMatching = 160;
    internal const int LongDistanceHashLog = 161, ChecksumFlag = 201, NbWorkers = 400, JobSize = 401;
    internal const int DecoderWindowLogMax = 100;
    internal const int Continue = 0, End = 2;

    private const string Package = "libzstd1";
    private static readonly Lazy<ZstdLibrary> Loaded = new(() => new ZstdLibrary());

    private readonly delegate* unmanaged<nuint, uint> isError;
    private readonly delegate* unmanaged<nuint, byte*> getErrorName;

    private ZstdLibrary()
    {
        var library = NativeCodec.Load("IMG4200", Package, "libzstd.so.1", "libzstd.1.dylib", "libzstd.dll", "zstd");
        nint Function(string name) => NativeCodec.Export(library, "IMG4201", Package, name);
        CreateEncoder = (delegate* unmanaged<nint>)Function("ZSTD_createCCtx");
        FreeEncoder = (delegate* unmanaged<nint, nuint>)Function("ZSTD_freeCCtx");
        SetParameter = (delegate* unmanaged<nint, int, int, nuint>)Function("ZSTD_CCtx_setParameter");
        SetPledgedSize = (delegate* unmanaged<nint, ulong, nuint>)Function("ZSTD_CCtx_setPledgedSrcSize");
        Compress = (delegate* unmanaged<nint, Buffer*, Buffer*, int, nuint>)Function("ZSTD_compressStream2");
        CompressBlock = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)Function("ZSTD_compress2");
        CreateDecoder = (delegate* unmanaged<nint>)Function("ZSTD_createDCtx");
        FreeDecoder = (delegate* unmanaged<nint, nuint>)Function("ZSTD_freeDCtx");
        SetDecoderParameter = (delegate* unmanaged<nint, int, int, nuint>)Function("ZSTD_DCtx_setParameter");
        Decompress = (delegate* unmanaged<nint, Buffer*, Buffer*, nuint>)Function("ZSTD_decompressStream");
        DecompressBlock = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint>)Function("ZSTD_decompressDCtx");
        isError = (delegate* unmanaged<nuint, uint>)Function("ZSTD_isError");
        getErrorName = (delegate* unmanaged<nuint, byte*>)Function("ZSTD_getErrorName");
    }

    /// <exception cref="HostEnvironmentException">libzstd is missing or too old.</exception>
    internal static ZstdLibrary Instance => Loaded.Value;

    internal delegate* unmanaged<nint> CreateEncoder { get; }

    internal delegate* unmanaged<nint, nuint> FreeEncoder { get; }

    internal delegate* unmanaged<nint, int, int, nuint> SetParameter { get; }

    internal delegate* unmanaged<nint, ulong, nuint> SetPledgedSize { get; }

    internal delegate* unmanaged<nint, Buffer*, Buffer*, int, nuint> Compress { get; }

    /// <summary>Context, destination with its size, source with its size.</summary>
    internal delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> CompressBlock { get; }

    internal delegate* unmanaged<nint> CreateDecoder { get; }

    internal delegate* unmanaged<nint, nuint> FreeDecoder { get; }

    internal delegate* unmanaged<nint, int, int, nuint> SetDecoderParameter { get; }

    internal delegate* unmanaged<nint, Buffer*, Buffer*, nuint> Decompress { get; }

    /// <summary>Context, destination with its size, source with its size.</summary>
    internal delegate* unmanaged<nint, byte*, nuint, byte*, nuint, nuint> DecompressBlock { get; }

    /// <summary>The library's words for a result, or null when it is no error.</summary>
    internal string? ErrorOf(nuint result) =>
        isError(result) == 0 ? null : Marshal.PtrToStringUTF8((nint)getErrorName(result));

    /// <summary>Throws when a compression function failed, which takes a broken library or no memory.</summary>
    /// <exception cref="HostEnvironmentException">The result is an error.</exception>
    internal void VerifyCompressed(nuint result)
    {
        if (ErrorOf(result) is { } problem)
        {
            throw new HostEnvironmentException("IMG4203", $"libzstd cannot compress: {problem}.");
        }
    }

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer: memory, its size, and how much of it is used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        internal byte* Memory;
        internal nuint Size;
        internal nuint Position;
    }
}
