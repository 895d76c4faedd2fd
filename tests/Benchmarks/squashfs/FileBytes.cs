using Imager.Formats.Extents;
using Microsoft.Win32.SafeHandles;

namespace Imager.Benchmarks.Squashfs;

/// <summary>A file as a source.</summary>
internal sealed class FileBytes(string path) : ByteSource, IDisposable
{
    private readonly SafeFileHandle handle = File.OpenHandle(path);

    public override long LengthBytes { get; } = new FileInfo(path).Length;

    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(handle, destination, offsetBytes);
            if (count == 0)
            {
                throw new EndOfStreamException($"{path} ended at {offsetBytes}");
            }

            destination = destination[count..];
            offsetBytes += count;
        }
    }

    public void Dispose() => handle.Dispose();
}
