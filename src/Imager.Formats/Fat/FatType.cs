namespace Imager.Formats.Fat;

/// <summary>The width of a FAT entry. What a volume is follows from its number of clusters alone.</summary>
public enum FatType
{
    /// <summary>The widest type that the size allows with its smallest cluster.</summary>
    Auto,

    /// <summary>At most 4084 clusters.</summary>
    Fat12,

    /// <summary>4085 to 65524 clusters.</summary>
    Fat16,

    /// <summary>65525 clusters or more; what UEFI expects of an ESP on a disk.</summary>
    Fat32,
}
