using Imager.Core;

namespace Imager.Oci.Storage;

/// <summary>A range of a file, read forwards. Owns the file.</summary>
internal sealed class FileSliceStream : ReadOnlyStream
{
    private readonly FileStream _file;
    private long _leftBytes;

    internal FileSliceStream(FileStream file, long offsetBytes, long sizeBytes)
    {
        _file = file;
        _file.Position = offsetBytes;
        _leftBytes = sizeBytes;
    }

    public override int Read(Span<byte> buffer) => Advance(_file.Read(buffer[..Clip(buffer.Length)]));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await _file.ReadAsync(buffer[..Clip(buffer.Length)], cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Clip(int length) => (int)Math.Min(length, _leftBytes);

    private int Advance(int count)
    {
        _leftBytes -= count;
        return count;
    }
}
