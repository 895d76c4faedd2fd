namespace Imager.Formats.Cpio;

/// <summary>What a <see cref="CpioEntry"/> is.</summary>
public enum CpioEntryKind
{
    /// <summary>A regular file or one name of a hard-linked one.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Symlink,

    /// <summary>A device node, pipe or socket.</summary>
    Special,
}
