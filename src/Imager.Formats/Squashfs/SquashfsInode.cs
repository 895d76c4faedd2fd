namespace Imager.Formats.Squashfs;

/// <summary>Types of inodes; the extended form of a type is 7 higher.</summary>
internal static class SquashfsInode
{
    internal const ushort Directory = 1, File = 2, Symlink = 3, BlockDevice = 4, CharacterDevice = 5, Fifo = 6, Socket = 7, Extended = 7;

    /// <summary>Bytes before the part that depends on the type.</summary>
    internal const int HeaderBytes = 16;

    /// <summary>What a listing's length is larger than its bytes: for "." and "..", which are not stored.</summary>
    internal const int ListingExtraBytes = 3;

    internal const int MaxNameBytes = 255, MaxTargetBytes = 65535;
}
