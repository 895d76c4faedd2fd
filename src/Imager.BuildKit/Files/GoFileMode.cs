namespace Imager.BuildKit.Files;

/// <summary>Go's os.FileMode bits, which fsutil puts on the wire, and their POSIX counterparts.</summary>
internal static class GoFileMode
{
    public const uint Permissions = 0x1ff;
    public const uint Directory = 1u << 31;
    public const uint SymbolicLink = 1u << 27;
    public const uint Device = 1u << 26;
    public const uint NamedPipe = 1u << 25;
    public const uint Socket = 1u << 24;
    public const uint SetUserId = 1u << 23;
    public const uint SetGroupId = 1u << 22;
    public const uint CharacterDevice = 1u << 21;
    public const uint Sticky = 1u << 20;
    public const uint Irregular = 1u << 19;

    private const uint TypeBits =
        Directory | SymbolicLink | Device | NamedPipe | Socket | CharacterDevice | Irregular;

    public static bool IsRegular(uint mode) => (mode & TypeBits) == 0;

    public static bool IsDirectory(uint mode) => (mode & Directory) != 0;

    public static bool IsSymbolicLink(uint mode) => (mode & SymbolicLink) != 0;

    /// <summary>From st_mode. Sockets lose their type: fsutil sends them as empty regular files.</summary>
    public static uint FromPosix(uint posix) => (posix & Permissions)
        | ((posix & 0xf000) switch
        {
            0x4000 => Directory,
            0xa000 => SymbolicLink,
            0x6000 => Device,
            0x2000 => Device | CharacterDevice,
            0x1000 => NamedPipe,
            _ => 0,
        })
        | ((posix & 0x800) != 0 ? SetUserId : 0)
        | ((posix & 0x400) != 0 ? SetGroupId : 0)
        | ((posix & 0x200) != 0 ? Sticky : 0);

    /// <summary>The permission bits of chmod(2), 07777.</summary>
    public static uint ToPosixPermissions(uint mode) => (mode & Permissions)
        | ((mode & SetUserId) != 0 ? 0x800u : 0)
        | ((mode & SetGroupId) != 0 ? 0x400u : 0)
        | ((mode & Sticky) != 0 ? 0x200u : 0);

    /// <summary>The type bits of mknod(2) for devices and pipes.</summary>
    public static uint ToPosixType(uint mode) => (mode & (Device | CharacterDevice | NamedPipe)) switch
    {
        Device => 0x6000,
        Device | CharacterDevice => 0x2000,
        NamedPipe => 0x1000,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "neither a device nor a pipe"),
    };
}
