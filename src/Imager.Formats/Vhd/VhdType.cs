namespace Imager.Formats.Vhd;

/// <summary>Kinds of VHD.</summary>
public enum VhdType
{
    /// <summary>The raw disk and a footer.</summary>
    Fixed = 2,

    /// <summary>Blocks of 2 MiB, absent where the disk is empty.</summary>
    Dynamic = 3,
}
