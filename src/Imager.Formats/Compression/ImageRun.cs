using Imager.Formats.Extents;

namespace Imager.Formats.Compression;

/// <summary>A stretch of an image that is either all hole or payload (with holes too short to matter).</summary>
internal readonly record struct ImageRun(long OffsetBytes, long LengthBytes, bool IsHole)
{
    internal long EndBytes => OffsetBytes + LengthBytes;

    /// <summary>Cuts an image into payload and holes, end to end; holes below <paramref name="shortestHoleBytes"/> join
    /// the payload.</summary>
    internal static IEnumerable<ImageRun> Cut(ExtentMap image, long shortestHoleBytes)
    {
        var (start, end) = (0L, 0L);
        foreach (var extent in image.Flatten())
        {
            if (extent.OffsetBytes - end >= shortestHoleBytes)
            {
                if (end > start)
                {
                    yield return new(start, end - start, IsHole: false);
                }

                yield return new(end, extent.OffsetBytes - end, IsHole: true);
                start = extent.OffsetBytes;
            }

            end = extent.EndBytes;
        }

        var tail = image.LengthBytes - end;
        var payloadEnd = tail >= shortestHoleBytes ? end : image.LengthBytes;
        if (payloadEnd > start)
        {
            yield return new(start, payloadEnd - start, IsHole: false);
        }

        if (payloadEnd < image.LengthBytes)
        {
            yield return new(payloadEnd, image.LengthBytes - payloadEnd, IsHole: true);
        }
    }
}
