using Imager.Core;
using Imager.Host;

namespace Imager.Artifacts;

/// <summary>A new file that is written to the disk while more of it is made, so that the sync at the end has little left to do.</summary>
/// <remarks>Write and seek only. Does not own the file: disposing leaves it open.</remarks>
internal sealed class WritebackStream(FileStream file) : WriteOnlyStream
{
    private const int StepBytes = 4 << 20;

    private long startedBytes;

    public override bool CanSeek => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        if (file.Position - startedBytes >= StepBytes)
        {
            LibC.StartWriteback(file.SafeFileHandle, startedBytes, file.Position - startedBytes);
            startedBytes = file.Position;
        }
    }

    public override void Flush() => file.Flush();

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void SetLength(long value) => file.SetLength(value);
}
