using Imager.Formats.Extents;

namespace Imager.Inspect;

/// <summary>Turns stored zeros into holes, so that an image does not depend on how sparse the file was that it came from.</summary>
internal static class PayloadMap
{
    /// <summary>The same bytes; the extents depend on them alone, not on how <paramref name="image"/> is cut. Reads every extent once.</summary>
    internal static ExtentMap Of(ExtentMap image, CancellationToken cancellationToken)
    {
        var runs = new PayloadRuns();
        foreach (var extent in image.Flatten())
        {
            SourceChunks.Read(
                extent.Source,
                (extent.SourceOffsetBytes, extent.LengthBytes),
                (offset, chunk) => runs.Add(extent.OffsetBytes + offset, chunk),
                cancellationToken);
        }

        return Build(image, runs);
    }

    private static ExtentMap Build(ExtentMap image, PayloadRuns runs)
    {
        using var leaves = image.Flatten().GetEnumerator();
        var leaf = leaves.MoveNext() ? leaves.Current : null;
        var whole = new WholeSource(image);
        var map = new ExtentMapBuilder();
        foreach (var (offset, length) in runs.InBytes(image.LengthBytes))
        {
            while (leaf is not null && leaf.EndBytes <= offset)
            {
                leaf = leaves.MoveNext() ? leaves.Current : null;
            }

            // A run that one leaf holds is copied from there, inside the kernel where it is a file.
            if (leaf is not null && leaf.OffsetBytes <= offset && leaf.EndBytes >= offset + length)
            {
                map.Add(offset, leaf.Source, leaf.SourceOffsetBytes + (offset - leaf.OffsetBytes), length);
            }
            else
            {
                map.Add(offset, whole, offset, length);
            }
        }

        return map.Build(image.LengthBytes);
    }

    /// <summary>A map as one source, whose inner cuts and holes nobody sees.</summary>
    private sealed class WholeSource(ExtentMap map) : ByteSource
    {
        public override long LengthBytes => map.LengthBytes;

        public override void ReadExactly(long offsetBytes, Span<byte> destination) => map.ReadExactly(offsetBytes, destination);
    }
}
