namespace Imager.Formats.Xfs;

/// <summary>What a metadata block says about itself: its address in 512-byte units, its inode, the file system.</summary>
internal readonly record struct XfsBlockHome(ulong DiskAddress, ulong Owner, Guid Uuid);
