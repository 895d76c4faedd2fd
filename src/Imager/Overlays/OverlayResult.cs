using Imager.Formats.Extents;
using Imager.Host;

namespace Imager.Overlays;

/// <summary>What an overlay's program left behind: files for the ESP, and bytes on the disk outside of every partition.</summary>
public sealed record OverlayResult(IReadOnlyList<(string Path, FileSource Content)> EspFiles, IReadOnlyList<Extent> DiskBytes) : IDisposable
{
    /// <summary>No overlay.</summary>
    public static OverlayResult None { get; } = new([], []);

    /// <summary>A disk with the overlay's bytes between its own.</summary>
    internal ExtentMap AddTo(ExtentMap disk)
    {
        if (DiskBytes.Count == 0)
        {
            return disk;
        }

        var builder = new ExtentMapBuilder();
        foreach (var extent in disk.Extents.Concat(DiskBytes))
        {
            builder.Add(extent.OffsetBytes, extent.Source, extent.SourceOffsetBytes, extent.LengthBytes);
        }

        return builder.Build(disk.LengthBytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in EspFiles.Select(file => file.Content).Concat(DiskBytes.Select(extent => extent.Source).OfType<FileSource>()))
        {
            source.Dispose();
        }
    }
}
