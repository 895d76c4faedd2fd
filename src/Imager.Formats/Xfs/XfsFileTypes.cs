using Imager.Formats.Tree;

namespace Imager.Formats.Xfs;

/// <summary>Between the type bits of a mode and the type byte of a directory entry.</summary>
internal static class XfsFileTypes
{
    private const int Mask = 0xF000, File = 0x8000, Directory = 0x4000, Symlink = 0xA000;

    public static XfsFileType FromMode(int mode) => (mode & Mask) switch
    {
        File => XfsFileType.File,
        Directory => XfsFileType.Directory,
        Symlink => XfsFileType.Symlink,
        _ => SpecialFiles.KindOf(mode)?.ToFileType() ?? XfsFileType.Unknown,
    };

    public static XfsFileType ToFileType(this TreeSpecialKind kind) => (XfsFileType)kind.EntryType();

    public static int WithPermissions(this XfsFileType type, int permissions) => permissions | type switch
    {
        XfsFileType.Directory => Directory,
        XfsFileType.Symlink => Symlink,
        _ => File,
    };
}
