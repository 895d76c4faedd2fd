namespace Imager.Formats.Xfs;

/// <summary>The file type byte of a directory entry.</summary>
internal enum XfsFileType : byte
{
    Unknown = 0,
    File = 1,
    Directory = 2,
    CharacterDevice = 3,
    BlockDevice = 4,
    Fifo = 5,
    Socket = 6,
    Symlink = 7,
}
