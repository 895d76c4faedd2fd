namespace Imager.Formats.Tar;

/// <summary>What a member read from an archive is.</summary>
public enum TarMemberKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Symlink,

    /// <summary>Another name of an earlier member.</summary>
    HardLink,

    /// <summary>A device node or a FIFO.</summary>
    Special,
}
