namespace Imager.Formats.Tree;

/// <summary>How Linux writes kinds and numbers of device nodes, pipes and sockets down.</summary>
internal static class SpecialFiles
{
    private const int TypeMask = 0xF000, MaxMajor = 0xFFF, MaxMinor = 0xF_FFFF;

    /// <summary>The type bits of a mode (inode(7)).</summary>
    internal static int TypeBits(this TreeSpecialKind kind) => kind switch
    {
        TreeSpecialKind.CharacterDevice => 0x2000,
        TreeSpecialKind.BlockDevice => 0x6000,
        TreeSpecialKind.Fifo => 0x1000,
        _ => 0xC000,
    };

    /// <summary>The kind that the type bits of a mode name; null for files, directories, links and what is unknown.</summary>
    internal static TreeSpecialKind? KindOf(int mode) =>
        Enum.GetValues<TreeSpecialKind>().Cast<TreeSpecialKind?>().FirstOrDefault(kind => kind!.Value.TypeBits() == (mode & TypeMask));

    /// <summary>The type byte of directory entries in ext4 and XFS: 3 to 6.</summary>
    internal static byte EntryType(this TreeSpecialKind kind) => kind switch
    {
        TreeSpecialKind.CharacterDevice => 3,
        TreeSpecialKind.BlockDevice => 4,
        TreeSpecialKind.Fifo => 5,
        _ => 6,
    };

    /// <summary>Whether major and minor number mean something.</summary>
    internal static bool IsDevice(this TreeSpecialKind kind) => kind is TreeSpecialKind.BlockDevice or TreeSpecialKind.CharacterDevice;

    /// <summary>The kernel's new_encode_dev: 8 low bits of the minor number, 12 of the major, the minor's upper 12; 0 for no device.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number has more bits.</exception>
    internal static uint Number(this TreeSpecial special)
    {
        if (!special.Kind.IsDevice())
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)special.Major, (uint)MaxMajor, nameof(special));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)special.Minor, (uint)MaxMinor, nameof(special));
        return ((uint)special.Minor & 0xFF) | ((uint)special.Major << 8) | (((uint)special.Minor & ~0xFFu) << 12);
    }

    /// <summary>The node whose <see cref="Number"/> is <paramref name="number"/>.</summary>
    internal static TreeSpecial FromNumber(string name, int mode, TreeSpecialKind kind, uint number) =>
        new(name, mode, kind, (int)((number >> 8) & MaxMajor), (int)((number & 0xFF) | ((number >> 12) & 0xFFF00)));
}
