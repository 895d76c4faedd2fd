using System.Buffers;
using System.IO.Compression;
using Imager.Formats.Binary;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Vmdk;

/// <summary>One grain of a stream: its first sector on the disk and the bytes of the file, header and padding included.</summary>
/// <remarks>
/// <c>LengthBytes</c> is 0 for a grain of zeros, which is not stored. <c>Buffer</c> comes from the writer's own pool, which goes with
/// it; <see cref="Release"/> gives it back.
/// </remarks>
internal readonly record struct VmdkGrain(long FirstSector, byte[] Buffer, int LengthBytes, ArrayPool<byte> Pool)
{
    private const int HeaderBytes = 12;

    /// <summary>More than deflate can make of a grain.</summary>
    public const int BufferBytes = 2 * VmdkHeader.GrainBytes;

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, LengthBytes);

    public void Release() => Pool.Return(Buffer);

    /// <summary>Reads and compresses one grain; a short last one is filled with zeros.</summary>
    public static VmdkGrain Encode(ExtentMap disk, ImageRun run, int level, ArrayPool<byte> pool)
    {
        var firstSector = run.OffsetBytes / VmdkHeader.SectorBytes;
        var buffer = pool.Rent(VmdkHeader.GrainBytes);
        try
        {
            var grain = buffer.AsSpan(0, VmdkHeader.GrainBytes);
            disk.ReadExactly(run.OffsetBytes, grain[..(int)run.LengthBytes]);
            grain[(int)run.LengthBytes..].Clear();
            return grain.ContainsAnyExcept((byte)0)
                ? Compress(firstSector, grain, Compressibility.LooksRandom(grain) ? 0 : level, pool)
                : new(firstSector, [], 0, pool);
        }
        finally
        {
            pool.Return(buffer);
        }
    }

    private static VmdkGrain Compress(long firstSector, ReadOnlySpan<byte> grain, int level, ArrayPool<byte> pool)
    {
        var buffer = pool.Rent(BufferBytes);
        using var compressed = new MemoryStream(buffer, HeaderBytes, BufferBytes - HeaderBytes);
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            zlib.Write(grain);
        }

        var compressedBytes = (int)compressed.Position;
        var header = new LittleEndianWriter(buffer.AsSpan(0, HeaderBytes));
        header.WriteUInt64((ulong)firstSector);
        header.WriteUInt32((uint)compressedBytes);
        header.EnsureFull();
        var length = HeaderBytes + compressedBytes;
        var padded = (length + VmdkHeader.SectorBytes - 1) / VmdkHeader.SectorBytes * VmdkHeader.SectorBytes;
        buffer.AsSpan(length..padded).Clear();
        return new(firstSector, buffer, padded, pool);
    }
}
