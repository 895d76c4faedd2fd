using Imager.Formats.Extents;

namespace Imager.Host;

/// <summary>Sees the holes of a sparse file without reading it.</summary>
internal static class FileExtents
{
    private const int MaxExtents = 1 << 18;

    /// <summary>The file as a map: what its file system keeps as a hole is one. Elsewhere than on Linux, no hole is seen.</summary>
    internal static ExtentMap Of(FileSource file)
    {
        var map = new ExtentMapBuilder();
        var position = 0L;
        for (var extents = 0; position < file.LengthBytes; extents++)
        {
            var (start, end) = extents < MaxExtents ? NextData(file, position) : (position, file.LengthBytes);
            map.Add(start, file, start, end - start);
            position = end;
        }

        return map.Build(file.LengthBytes);
    }

    private static (long Start, long End) NextData(FileSource file, long position)
    {
        const int noSuchAddress = 6;
        if (!OperatingSystem.IsLinux())
        {
            return (position, file.LengthBytes);
        }

        var start = LibC.Seek(file.Handle, position, LibC.SeekData);
        if (start < 0)
        {
            // ENXIO: only a hole is left. Anything else: the file system does not know; all is payload.
            var isHole = System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == noSuchAddress;
            return isHole ? (file.LengthBytes, file.LengthBytes) : (position, file.LengthBytes);
        }

        var end = LibC.Seek(file.Handle, start, LibC.SeekHole);
        return (Math.Min(start, file.LengthBytes), end <= start ? file.LengthBytes : Math.Min(end, file.LengthBytes));
    }
}
