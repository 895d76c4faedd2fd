namespace Imager.Formats.Tree;

/// <summary>Default permission bits.</summary>
public static class TreeModes
{
    /// <summary>rw-r--r--.</summary>
    public const int File = 0x1A4;

    /// <summary>rwxr-xr-x.</summary>
    public const int Directory = 0x1ED;

    /// <summary>rwxrwxrwx.</summary>
    public const int Symlink = 0x1FF;
}
