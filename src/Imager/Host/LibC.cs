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
}
