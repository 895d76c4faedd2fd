namespace Imager.Formats.Tree;

/// <summary>What a <see cref="TreeSpecial"/> is.</summary>
public enum TreeSpecialKind
{
    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A Unix socket.</summary>
    Socket,
}
