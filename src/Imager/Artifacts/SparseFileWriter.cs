using Imager.Formats.Extents;
using Imager.Host;

namespace Imager.Artifacts;

/// <summary>Writes a map as a sparse file: holes are never touched, file ranges are copied inside the kernel.</summary>
public static class SparseFileWriter
{
    private const int BufferBytes = 1 << 20;

    /// <summary>What the kernel copies before it is told to begin writing that to the disk.</summary>
    private const long KernelCopyBytes = 1L << 22;

    // From this size on the kernel copy wins over read and write, which keep small extents in one system call each.
    private const int KernelCopyThresholdBytes = 1 << 16;

    /// <summary>Fills the empty <paramref name="file"/> with <paramref name="map"/>.</summary>
    public static void Write(ExtentMap map, FileStream file, CancellationToken cancellationToken)
    {
        var target = file.SafeFileHandle;
        RandomAccess.SetLength(target, map.LengthBytes);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
        foreach (var extent in map.Flatten())
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (extent.Source)
            {
                case MemorySource memory:
                    RandomAccess.Write(
                        target,
                        memory.Bytes.Span.Slice((int)extent.SourceOffsetBytes, (int)extent.LengthBytes),
                        extent.OffsetBytes);
                    break;
                case FileSource source when extent.LengthBytes >= KernelCopyThresholdBytes:
                    CopyInKernel(source, extent, file, buffer, cancellationToken);
                    break;
                default:
                    CopyThroughBuffer(extent, 0, file, buffer, cancellationToken);
                    break;
            }
        }
    }

    private static void CopyInKernel(
        FileSource source, Extent extent, FileStream file, byte[] buffer, CancellationToken cancellationToken)
    {
        var copied = 0L;
        while (OperatingSystem.IsLinux() && copied < extent.LengthBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sourceOffset = extent.SourceOffsetBytes + copied;
            var targetOffset = extent.OffsetBytes + copied;
            var count = (nuint)Math.Min(KernelCopyBytes, extent.LengthBytes - copied);
            var result = LibC.CopyFileRange(
                source.Handle, ref sourceOffset, file.SafeFileHandle, ref targetOffset, count, 0);
            if (result <= 0)
            {
                // Other file system, old kernel, full disk or a short source: plain I/O finishes or reports the reason.
                break;
            }

            LibC.StartWriteback(file.SafeFileHandle, extent.OffsetBytes + copied, result);
            copied += result;
        }

        CopyThroughBuffer(extent, copied, file, buffer, cancellationToken);
    }

    private static void CopyThroughBuffer(
        Extent extent, long from, FileStream file, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var done = from; done < extent.LengthBytes;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, extent.LengthBytes - done));
            extent.Source.ReadExactly(extent.SourceOffsetBytes + done, chunk);
            RandomAccess.Write(file.SafeFileHandle, chunk, extent.OffsetBytes + done);
            done += chunk.Length;
        }
    }
}
