namespace Imager.Formats.Xfs;

/// <summary>Where an inode keeps its data.</summary>
internal enum XfsForkFormat
{
    Device = 0,
    Local = 1,
    Extents = 2,
    Btree = 3,
}
