namespace Imager.Oci.Tar;

/// <summary>What a member of a layer is, after the extension headers are taken away.</summary>
internal enum TarKind
{
    File,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}
