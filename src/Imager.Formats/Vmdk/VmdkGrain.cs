using System.Buffers;
using System.IO.Compression;
using Imager.Formats.Binary;
using Imager.Formats.Compression;
using Imager.Formats.Extents;

namespace Imager.Formats.Vmdk;

/// <summary>One grain of a stream: its first sector on the disk and the bytes of the file, header and padding included.</summary>
/// <remarks><c>Bytes</c> is empty for a grain of zeros, which is not stored.</remarks>
internal readonly record struct VmdkGrain(long FirstSector, byte[] Bytes)
{
    private const int HeaderBytes = 12;

    /// <summary>Reads and compresses one grain; a short last one is filled with zeros.</summary>
    public static VmdkGrain Encode(ExtentMap disk, ImageRun run, int level)
    {
        var firstSector = run.OffsetBytes / VmdkHeader.SectorBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(VmdkHeader.GrainBytes);
        try
        {
            var grain = buffer.AsSpan(0, VmdkHeader.GrainBytes);
            disk.ReadExactly(run.OffsetBytes, grain[..(int)run.LengthBytes]);
            grain[(int)run.LengthBytes..].Clear();
            return grain.ContainsAnyExcept((byte)0)
                ? new(firstSector, Compress(firstSector, grain, Compressibility.LooksRandom(grain) ? 0 : level))
                : new(firstSector, []);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Compress(long firstSector, ReadOnlySpan<byte> grain, int level)
    {
        using var compressed = new MemoryStream(grain.Length + 256);
        compressed.Position = HeaderBytes;
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            zlib.Write(grain);
        }

        var length = (int)compressed.Length;
        compressed.SetLength((length + VmdkHeader.SectorBytes - 1) / VmdkHeader.SectorBytes * VmdkHeader.SectorBytes);
        var bytes = compressed.ToArray();
        var header = new LittleEndianWriter(bytes.AsSpan(0, HeaderBytes));
        header.WriteUInt64((ulong)firstSector);
        header.WriteUInt32((uint)(length - HeaderBytes));
        header.EnsureFull();
        return bytes;
    }
}
