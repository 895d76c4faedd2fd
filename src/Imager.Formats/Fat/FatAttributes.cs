namespace Imager.Formats.Fat;

/// <summary>The attribute byte of a directory entry (FAT specification 1.03, section 6).</summary>
[Flags]
public enum FatAttributes : byte
{
    /// <summary>An ordinary file that was backed up.</summary>
    None = 0,

    /// <summary>Must not be written.</summary>
    ReadOnly = 0x01,

    /// <summary>Not shown by default.</summary>
    Hidden = 0x02,

    /// <summary>Part of an operating system.</summary>
    System = 0x04,

    /// <summary>The volume's label, only in the root directory.</summary>
    VolumeLabel = 0x08,

    /// <summary>A directory.</summary>
    Directory = 0x10,

    /// <summary>Changed since the last backup.</summary>
    Archive = 0x20,

    /// <summary>A piece of a long name.</summary>
    LongName = ReadOnly | Hidden | System | VolumeLabel,
}
