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
}
