using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Turns stored zeros into holes, so that an image does not depend on how sparse the file was that it came from.</summary>
internal static class PayloadMap
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The same bytes; runs of zeros of 64 KiB and more are holes. Reads every extent once.</summary>
    internal static ExtentMap Of(ExtentMap image, CancellationToken cancellationToken)
    {
        var runs = new PayloadRuns();
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        foreach (var extent in image.Flatten())
        {
            for (var done = 0L; done < extent.LengthBytes;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - done));
                extent.Source.ReadExactly(extent.SourceOffsetBytes + done, part);
                runs.Add(extent.OffsetBytes + done, part);
                done += part.Length;
            }
        }

        var source = image.AsSource();
        var map = new ExtentMapBuilder();
        foreach (var (offset, length) in runs.InBytes(image.LengthBytes))
        {
            map.Add(offset, source, offset, length);
        }

        return map.Build(image.LengthBytes);
    }
}
