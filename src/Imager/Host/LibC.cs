using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Imager.Host;

/// <summary>The few Linux calls that the BCL does not offer.</summary>
internal static class LibC
{
    /// <summary>Lets the kernel copy a range between files, sharing blocks where the file system can (Linux 4.5).</summary>
    /// <returns>Bytes copied, or -1 with <see cref="Marshal.GetLastPInvokeError"/> set.</returns>
    [DllImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static extern nint CopyFileRange(
        SafeFileHandle source, ref long sourceOffset, SafeFileHandle target, ref long targetOffset, nuint count, uint flags);

    /// <summary>Moves a file's position; with <see cref="SeekData"/> and <see cref="SeekHole"/> it finds payload and holes (Linux 3.1).</summary>
    /// <returns>The offset, or -1 with <see cref="Marshal.GetLastPInvokeError"/> set.</returns>
    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static extern long Seek(SafeFileHandle file, long offset, int whence);

    /// <summary>Describes a path (Linux 4.11); <paramref name="result"/> is the first of 256 bytes.</summary>
    /// <returns>0, or -1 with <see cref="Marshal.GetLastPInvokeError"/> set.</returns>
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    internal static extern int StatX(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte result);

    internal const int SeekData = 3;
    internal const int SeekHole = 4;

    /// <summary>Asks Linux to begin writing a range of a file to the disk and does not wait; elsewhere nothing happens.</summary>
    /// <remarks>Only a hint: an error shows when the file is synced.</remarks>
    internal static void StartWriteback(SafeFileHandle file, long offsetBytes, long lengthBytes)
    {
        const uint write = 2;
        if (OperatingSystem.IsLinux())
        {
            _ = SyncFileRange(file, offsetBytes, lengthBytes, write);
        }
    }

    /// <summary>Gives memory that native libraries freed back to the system; only glibc keeps any.</summary>
    internal static void TrimHeap()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc)
            && NativeLibrary.TryGetExport(libc, "malloc_trim", out _))
        {
            _ = MallocTrim(0);
        }
    }

    [DllImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int MallocTrim(nuint pad);
}
