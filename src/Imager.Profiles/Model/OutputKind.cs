namespace Imager.Profiles;

/// <summary>What a profile makes (<c>output.kind</c>).</summary>
/// <remarks>YAML spellings: <see cref="EnumSpelling"/>.</remarks>
public enum OutputKind
{
    /// <summary>Not set; an error in a finished profile.</summary>
    Unknown = 0,

    /// <summary>A bootable ISO 9660 image.</summary>
    Iso = 1,

    /// <summary>A disk image.</summary>
    Image = 2,

    /// <summary>An installer container image.</summary>
    Installer = 3,

    /// <summary>The kernel alone.</summary>
    Kernel = 4,

    /// <summary>The initramfs with its extensions.</summary>
    Initramfs = 5,

    /// <summary>One EFI program with kernel, initramfs and command line.</summary>
    Uki = 6,

    /// <summary>The kernel command line as text.</summary>
    Cmdline = 7,
}
