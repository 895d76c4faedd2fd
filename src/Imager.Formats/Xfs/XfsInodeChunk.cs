namespace Imager.Formats.Xfs;

/// <summary>64 inodes that lie together; <c>FirstInode</c> counts within the AG, a set bit in <c>FreeMask</c> is a free inode.</summary>
internal readonly record struct XfsInodeChunk(uint FirstInode, int UsedInodes)
{
    public int FreeInodes => XfsGeometry.InodesPerChunk - UsedInodes;

    public ulong FreeMask => UsedInodes == XfsGeometry.InodesPerChunk ? 0 : ulong.MaxValue << UsedInodes;
}
