using Imager.Core;
using Imager.Formats.Extents;
using Imager.Host;
using Imager.Inspect;

namespace Imager.Build.Reproducibility;

/// <summary>Says where two files differ: the innermost parts of an image that do, and their first different byte.</summary>
public static class FileDifference
{
    private const int MostPlaces = 10;
    private const int BufferBytes = 1 << 20;

    /// <summary>The places in words; both files are read as images where they are such.</summary>
    public static string Explain(string one, string other, string scratchFolder, CancellationToken cancellationToken)
    {
        using var first = FileSource.Open(one, "first build's file");
        using var second = FileSource.Open(other, "second build's file");
        var offset = FirstDifference(first, second) ?? 0;
        var whole = $"{first.LengthBytes} and {second.LengthBytes} bytes, first difference at byte {offset}";
        var places = Places(first, second, scratchFolder, cancellationToken);
        var more = places.Count > MostPlaces ? $" and {places.Count - MostPlaces} more" : string.Empty;
        return places.Count == 0 ? whole : $"{whole}; inside: {string.Join(", ", places.Take(MostPlaces))}{more}";
    }

    /// <summary>The first offset at which two sources differ, the shorter one's end included; null when they are equal.</summary>
    public static long? FirstDifference(ByteSource first, ByteSource second)
    {
        var length = Math.Min(first.LengthBytes, second.LengthBytes);
        var (left, right) = (new byte[BufferBytes], new byte[BufferBytes]);
        for (var offset = 0L; offset < length;)
        {
            var count = (int)Math.Min(BufferBytes, length - offset);
            first.ReadExactly(offset, left.AsSpan(0, count));
            second.ReadExactly(offset, right.AsSpan(0, count));
            var same = left.AsSpan(0, count).CommonPrefixLength(right.AsSpan(0, count));
            if (same < count)
            {
                return offset + same;
            }

            offset += count;
        }

        return first.LengthBytes == second.LengthBytes ? null : length;
    }

    private static List<string> Places(FileSource first, FileSource second, string scratchFolder, CancellationToken cancellationToken)
    {
        var places = new List<string>();
        try
        {
            using var scratch = new ScratchSpace(scratchFolder, ScratchSpace.DefaultLimit);
            var inspector = new ImageInspector(scratch);
            Collect(
                inspector.Inspect(first, new(WithDigests: true), cancellationToken),
                inspector.Inspect(second, new(WithDigests: true), cancellationToken),
                string.Empty,
                places);
        }
        catch (ImagerException)
        {
            // No image that can be looked into: the offset says all there is to say.
        }

        return places;
    }

    private static void Collect(InspectNode one, InspectNode other, string path, List<string> places)
    {
        var before = places.Count;
        foreach (var (left, right) in one.Children.Zip(other.Children))
        {
            Collect(left, right, left.Name.Length == 0 ? path : $"{path}/{left.Name}", places);
        }

        if (one.Children.Count != other.Children.Count)
        {
            places.Add($"{Name(path)} has {one.Children.Count} and {other.Children.Count} parts");
        }
        else if (places.Count == before && path.Length > 0 && (one.Name != other.Name || one.Sha256 != other.Sha256))
        {
            places.Add(one.Name == other.Name ? Name(path) : $"{Name(path)} is called {other.Name} in the second");
        }
    }

    private static string Name(string path) => path.Length == 0 ? "the file" : path;
}
