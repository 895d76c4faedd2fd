using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Imager.BuildKit.Files;

/// <summary>What lstat(2) tells about a path.</summary>
internal readonly record struct HostFile(
    uint PosixMode,
    long SizeBytes,
    long ModifiedNanoseconds,
    (uint Major, uint Minor, ulong Inode) Identity,
    uint Links,
    (uint Major, uint Minor) DeviceNumber)
{
    public bool IsDirectory => (PosixMode & 0xf000) == 0x4000;

    public bool IsSymbolicLink => (PosixMode & 0xf000) == 0xa000;

    public bool IsRegular => (PosixMode & 0xf000) == 0x8000;
}

/// <summary>The calls that .NET does not offer: inode numbers, link times, hard links, device nodes.</summary>
internal static class NativeFiles
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int NoEntry = 2;
    private const int NotDirectory = 20;

    /// <summary>Looks at a path without following a final link; null when nothing is there.</summary>
    /// <exception cref="IOException">The path cannot be looked at.</exception>
    public static HostFile? Look(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return LookManaged(path);
        }

        if (statx(CurrentFolder, path, NoFollow, BasicStats, out var found) == 0)
        {
            return new(
                found.Mode,
                (long)found.Size,
                (found.ModifiedSeconds * 1_000_000_000) + found.ModifiedNanoseconds,
                (found.DeviceMajor, found.DeviceMinor, found.Inode),
                found.Links,
                (found.NodeMajor, found.NodeMinor));
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotDirectory ? null : throw Failure("look at", path, error);
    }

    /// <summary>Sets the modification time in nanoseconds since 1970, of a link itself too.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void SetModified(string path, long nanoseconds)
    {
        var (seconds, rest) = (Math.DivRem(nanoseconds, 1_000_000_000, out var remainder), remainder);
        if (rest < 0)
        {
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        }

        Span<long> times = [seconds, rest, seconds, rest];
        if (utimensat(CurrentFolder, path, ref times[0], NoFollow) != 0)
        {
            throw Failure("set the time of", path, Marshal.GetLastPInvokeError());
        }
    }

    [UnsupportedOSPlatform("windows")]
    public static void MakeHardLink(string existing, string path)
    {
        if (link(existing, path) != 0)
        {
            throw Failure($"link {existing} to", path, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>
    /// Gives a file, or a link itself, its final name, replacing what had it. File.Move follows links.
    /// </summary>
    public static void Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(from, to, overwrite: true);
        }
        else if (rename(from, to) != 0)
        {
            throw Failure($"rename {from} to", to, Marshal.GetLastPInvokeError());
        }
    }

    [UnsupportedOSPlatform("windows")]
    public static void MakeNode(string path, uint posixMode, uint major, uint minor)
    {
        // glibc's makedev: 12 + 20 bits of each number, interleaved.
        var device = ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8)
            | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);
        if (mknod(path, posixMode, device) != 0)
        {
            throw Failure("make the device node", path, Marshal.GetLastPInvokeError());
        }
    }

    private static IOException Failure(string action, string path, int error) =>
        new($"cannot {action} {path}: {Marshal.GetPInvokeErrorMessage(error)}");

    private static HostFile? LookManaged(string path)
    {
        var info = new FileInfo(path);
        if ((int)info.Attributes == -1)
        {
            return null;
        }

        var type = info.LinkTarget is not null ? 0xa000u
            : info.Attributes.HasFlag(FileAttributes.Directory) ? 0x4000u : 0x8000u;
        var permissions = OperatingSystem.IsWindows() ? 0x1edu : (uint)info.UnixFileMode;
        var ticks = (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks;
        var size = type == 0x8000 ? info.Length : 0;
        return new(type | permissions, size, ticks * 100, default, 1, default);
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatxResult result);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int utimensat(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref long times, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int rename(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mknod([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode, ulong device);

    /// <summary>struct statx of linux/stat.h; the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxResult
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(128)]
        public uint NodeMajor;

        [FieldOffset(132)]
        public uint NodeMinor;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
