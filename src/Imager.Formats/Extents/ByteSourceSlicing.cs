namespace Imager.Formats.Extents;

/// <summary>Cuts sources without copying them.</summary>
public static class ByteSourceSlicing
{
    /// <summary>The <paramref name="lengthBytes"/> bytes of <paramref name="source"/> from <paramref name="offsetBytes"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the source: readers check it before.</exception>
    public static ByteSource Slice(this ByteSource source, long offsetBytes, long lengthBytes)
    {
        var builder = new ExtentMapBuilder();
        builder.Add(0, source, offsetBytes, lengthBytes);
        return builder.Build(lengthBytes).AsSource();
    }

    /// <summary>Up to <paramref name="limitBytes"/> bytes from <paramref name="offsetBytes"/> on, fewer at the source's end.</summary>
    public static byte[] ReadAtMost(this ByteSource source, long offsetBytes, int limitBytes)
    {
        var bytes = new byte[Math.Clamp(source.LengthBytes - offsetBytes, 0, limitBytes)];
        if (bytes.Length > 0)
        {
            source.ReadExactly(offsetBytes, bytes);
        }

        return bytes;
    }
}
