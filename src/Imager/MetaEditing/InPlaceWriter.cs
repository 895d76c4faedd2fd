using Imager.Core;
using Imager.Formats.Extents;

namespace Imager.MetaEditing;

/// <summary>Writes small ranges into an existing file, flushing after each, in the order given.</summary>
internal static class InPlaceWriter
{
    internal static void Write(string path, IEnumerable<Extent> writes)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            foreach (var write in writes)
            {
                var bytes = new byte[write.LengthBytes];
                write.Source.ReadExactly(write.SourceOffsetBytes, bytes);
                RandomAccess.Write(handle, bytes, write.OffsetBytes);
                RandomAccess.FlushToDisk(handle);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(
                "IMG6020", $"cannot change \"{path}\" in place: {error.Message}. One copy of its META is still whole.", error);
        }
    }
}
