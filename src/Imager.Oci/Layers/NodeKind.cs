namespace Imager.Oci.Layers;

/// <summary>What a path of a layer or of a flattened image is.</summary>
public enum NodeKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link; its target is text and never followed on the host.</summary>
    Symlink,

    /// <summary>A second name of a file; only in layers, a flattened tree has files with the same inode number instead.</summary>
    HardLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,
}
