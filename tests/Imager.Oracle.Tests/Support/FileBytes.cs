using Imager.Formats.Extents;

namespace Imager.Oracle.Tests.Support;

/// <summary>A file that another program wrote, as the bytes our readers take.</summary>
public sealed class FileBytes(string path) : ByteSource
{
    /// <inheritdoc/>
    public override long LengthBytes { get; } = new FileInfo(path).Length;

    /// <inheritdoc/>
    public override void ReadExactly(long offsetBytes, Span<byte> destination)
    {
        using var file = File.OpenHandle(path);
        for (var done = 0; done < destination.Length;)
        {
            var count = RandomAccess.Read(file, destination[done..], offsetBytes + done);
            done += count > 0 ? count : throw new EndOfStreamException($"{path}: nothing at {offsetBytes + done}");
        }
    }
}
