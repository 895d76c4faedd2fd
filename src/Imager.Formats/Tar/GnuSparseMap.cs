using Imager.Formats.Binary;
using Imager.Formats.Extents;

namespace Imager.Formats.Tar;

/// <summary>The list of stored stretches in GNU tar's old sparse form (GNU tar manual, "Old GNU Format").</summary>
/// <remarks>
/// Header: four (offset, length) pairs at byte 386, a flag that more follow, the real size. Then blocks of 21 pairs and
/// a flag. Stretches are whole blocks; a file that ends in a hole ends the list with an empty stretch at its size.
/// </remarks>
internal sealed class GnuSparseMap
{
    internal const int PairsInHeader = 4;
    internal const int PairsPerBlock = 21;
    internal const int PairBytes = 24;

    /// <summary>Bytes 345 to 385 of the header: times, multi-volume offset, long names; all unused.</summary>
    internal const int BytesBeforePairs = 41;

    internal const int PairsOffset = 345 + BytesBeforePairs;

    private const int ShortestHoleBytes = 4096;

    private GnuSparseMap(List<(long OffsetBytes, long LengthBytes)> stretches, long realBytes)
    {
        Stretches = stretches;
        RealBytes = realBytes;
    }

    internal List<(long OffsetBytes, long LengthBytes)> Stretches { get; }

    internal long RealBytes { get; }

    internal long StoredBytes => Stretches.Sum(stretch => stretch.LengthBytes);

    internal static GnuSparseMap Of(ExtentMap content)
    {
        const int block = TarHeader.BlockBytes;
        var stretches = new List<(long OffsetBytes, long LengthBytes)>();
        foreach (var extent in content.Flatten())
        {
            var start = extent.OffsetBytes / block * block;
            var end = Math.Min((extent.EndBytes + block - 1) / block * block, content.LengthBytes);
            var previousEnd = stretches.Count == 0 ? 0 : stretches[^1].OffsetBytes + stretches[^1].LengthBytes;
            if (stretches.Count > 0 && start - previousEnd < ShortestHoleBytes)
            {
                stretches[^1] = (stretches[^1].OffsetBytes, end - stretches[^1].OffsetBytes);
            }
            else
            {
                stretches.Add((start, end - start));
            }
        }

        if (stretches.Count == 0 || stretches[^1].OffsetBytes + stretches[^1].LengthBytes < content.LengthBytes)
        {
            stretches.Add((content.LengthBytes, 0));
        }

        return new(stretches, content.LengthBytes);
    }

    internal byte[] HeaderTail()
    {
        var tail = new byte[BytesBeforePairs + (PairsInHeader * PairBytes) + 1 + 12];
        var fields = new LittleEndianWriter(tail);
        fields.WriteZero(BytesBeforePairs);
        WritePairs(ref fields, 0, PairsInHeader);
        TarHeader.WriteNumber(ref fields, RealBytes, 12);
        fields.EnsureFull();
        return tail;
    }

    /// <summary>The blocks behind the header, for more than four stretches.</summary>
    internal byte[] ExtensionBlocks()
    {
        var blocks = Math.Max(0, (Stretches.Count - PairsInHeader + PairsPerBlock - 1) / PairsPerBlock);
        var bytes = new byte[blocks * TarHeader.BlockBytes];
        for (var block = 0; block < blocks; block++)
        {
            var fields = new LittleEndianWriter(bytes.AsSpan(block * TarHeader.BlockBytes, TarHeader.BlockBytes));
            WritePairs(ref fields, PairsInHeader + (block * PairsPerBlock), PairsPerBlock);
        }

        return bytes;
    }

    private void WritePairs(ref LittleEndianWriter fields, int from, int count)
    {
        foreach (var (offsetBytes, lengthBytes) in Stretches.Skip(from).Take(count))
        {
            TarHeader.WriteNumber(ref fields, offsetBytes, 12);
            TarHeader.WriteNumber(ref fields, lengthBytes, 12);
        }

        fields.WriteZero(Math.Max(0, from + count - Stretches.Count) * PairBytes);
        fields.WriteByte(Stretches.Count > from + count ? (byte)1 : (byte)0);
    }
}
