using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Imager.Core;
using Imager.Formats.Binary;

namespace Imager.Formats.Compression;

/// <summary>Makes one block of an .xz stream out of one chunk (xz file format 1.2.0, section 3), from any
/// thread.</summary>
internal sealed unsafe class XzBlockEncoder(int level, byte check = XzBlockEncoder.Crc64Check)
{
    /// <summary>Kinds of checks (section 2.1.1.2); the kernel's decoder knows only the first.</summary>
    internal const byte Crc32Check = 1, Crc64Check = 4;

    private const int MaxHeaderBytes = 32;
    private const int StoredChunkBytes = 64 << 10;
    private const int StoredChunkHeaderBytes = 3;

    /// <summary>Chunks have 4 MiB at most; a larger dictionary gains little and takes ten times its size in
    /// memory.</summary>
    private const uint MaxDictionaryBytes = 2 << 20;

    private readonly LzmaLibrary library = LzmaLibrary.Instance;

    private int CheckBytes => check == Crc32Check ? sizeof(uint) : sizeof(ulong);

    internal XzBlock Encode(ReadOnlySpan<byte> chunk)
    {
        var room = MaxHeaderBytes + StoredBytes(chunk.Length) + CheckBytes + 4;
        var buffer = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            var data = buffer.AsSpan(MaxHeaderBytes, StoredBytes(chunk.Length));
            var dictionaryBytes = MaxDictionaryBytes;
            var dataBytes = Compressibility.LooksRandom(chunk)
                ? Store(chunk, data)
                : Compress(chunk, data, out dictionaryBytes) ?? Store(chunk, data);
            return Assemble(chunk, data[..dataBytes], dictionaryBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int StoredBytes(int length) =>
        length + ((length + StoredChunkBytes - 1) / StoredChunkBytes * StoredChunkHeaderBytes) + 1;

    private int? Compress(ReadOnlySpan<byte> chunk, Span<byte> data, out uint dictionaryBytes)
    {
        var options = (byte*)NativeMemory.AllocZeroed(LzmaLibrary.OptionsBytes);
        try
        {
            library.FillPreset(options, (uint)level);
            dictionaryBytes = Math.Min(*(uint*)options, MaxDictionaryBytes);
            *(uint*)options = dictionaryBytes;
            var filters = stackalloc LzmaLibrary.Filter[2];
            filters[0] = new() { Id = LzmaLibrary.Lzma2Filter, Options = options };
            filters[1] = new() { Id = ulong.MaxValue };
            fixed (byte* source = chunk)
            fixed (byte* target = data)
            {
                nuint written = 0;
                var result = library.EncodeRaw(filters, null, source, (nuint)chunk.Length, target, &written, (nuint)data.Length);
                const int outOfRoom = 10;
                return result switch
                {
                    LzmaLibrary.Ok => (int)written,
                    outOfRoom => null,
                    _ => throw LzmaLibrary.CannotCompress(result),
                };
            }
        }
        finally
        {
            NativeMemory.Free(options);
        }
    }

    /// <summary>LZMA2 chunks that hold the bytes as they are; the first resets the dictionary.</summary>
    private static int Store(ReadOnlySpan<byte> chunk, Span<byte> data)
    {
        const byte storedWithReset = 1, stored = 2, end = 0;
        var fields = new BigEndianWriter(data);
        for (var rest = chunk; rest.Length > 0;)
        {
            var part = rest[..Math.Min(rest.Length, StoredChunkBytes)];
            fields.WriteByte(rest.Length == chunk.Length ? storedWithReset : stored);
            fields.WriteUInt16((ushort)(part.Length - 1));
            part.CopyTo(fields.Reserve(part.Length));
            rest = rest[part.Length..];
        }

        fields.WriteByte(end);
        return fields.PositionBytes;
    }

    private XzBlock Assemble(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> data, uint dictionaryBytes)
    {
        Span<byte> header = stackalloc byte[MaxHeaderBytes];
        header = header[..WriteHeader(header, data.Length, chunk.Length, dictionaryBytes)];
        var padding = -data.Length & 3;
        var block = new byte[header.Length + data.Length + padding + CheckBytes];
        header.CopyTo(block);
        data.CopyTo(block.AsSpan(header.Length));
        WriteCheck(chunk, block.AsSpan(block.Length - CheckBytes));
        return new(block, block.Length - padding, chunk.Length);
    }

    private void WriteCheck(ReadOnlySpan<byte> chunk, Span<byte> field)
    {
        if (check == Crc32Check)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(field, Crc32.Compute(chunk));
            return;
        }

        fixed (byte* source = chunk)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(field, library.Crc64(source, (nuint)chunk.Length, 0));
        }
    }

    private static int WriteHeader(Span<byte> header, int dataBytes, int contentBytes, uint dictionaryBytes)
    {
        const byte bothSizesPresent = 0xC0;
        const int crcBytes = sizeof(uint);
        var fields = new LittleEndianWriter(header);
        var size = fields.Reserve(1);
        fields.WriteByte(bothSizesPresent);
        XzContainer.WriteNumber(ref fields, dataBytes);
        XzContainer.WriteNumber(ref fields, contentBytes);
        XzContainer.WriteNumber(ref fields, (long)LzmaLibrary.Lzma2Filter);
        XzContainer.WriteNumber(ref fields, 1);                // bytes of filter properties
        fields.WriteByte(DictionaryCode(dictionaryBytes));
        fields.WriteZero(-fields.PositionBytes & 3);
        size[0] = (byte)((fields.PositionBytes + crcBytes) / 4 - 1);
        fields.WriteUInt32(Crc32.Compute(header[..fields.PositionBytes]));
        return fields.PositionBytes;
    }

    /// <summary>Dictionary sizes are 2^n or 2^n + 2^(n-1), counted from 4 KiB (section 5.3.1).</summary>
    private static byte DictionaryCode(uint bytes)
    {
        byte code = 0;
        while ((2u | (code & 1u)) << ((code / 2) + 11) < bytes)
        {
            code++;
        }

        return code;
    }
}
